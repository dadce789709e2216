import dev.portolan.OciClient
import dev.portolan.artifact.Artifact
import dev.portolan.http.HttpTransport
import dev.portolan.model.Reference
import dev.portolan.registry.server.RegistryServer

/** What Portolan returns is never null, so there is neither `!!` nor `?.` here. */
fun main() {
    RegistryServer.start().use { registry ->
        OciClient.of(HttpTransport.create()).use { client ->
            val letter = client.at("${registry.host()}/demo/letter:v1")
            val artifact = Artifact.builder().file("letter.txt", "text/plain", "Ahoy".toByteArray()).build()
            letter.push(artifact, "latest")
            val digest: String = letter.resolve().digest().toString()
            val reference: Reference = letter.named()
            check(digest.startsWith("sha256:"))
            check(reference.toString().isNotEmpty())
            check(letter.tags().map { it.toString() } == listOf("latest", "v1"))
        }
    }
    println("Kotlin works")
}
