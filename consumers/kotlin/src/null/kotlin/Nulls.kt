import dev.portolan.OciClient
import dev.portolan.artifact.Artifact
import dev.portolan.http.HttpTransport

/** Each line hands in null where Portolan wants a value, and none of them may compile. */
fun nulls(client: OciClient) {
    OciClient.of(null) // error
    client.at(null as String?) // error
    client.push("registry.example.com/letter:v1", null) // error
    Artifact.builder().annotation("org.example.about", null) // error
    HttpTransport.builder().credentials(null) // error
}
