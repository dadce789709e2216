/** The model, the ports, the copy engine and artifacts. */
module dev.portolan.core {
    requires static transitive org.jspecify;
    requires tools.jackson.databind;
}
