package example.bauamt.plans

import org.slf4j.LoggerFactory
import org.springframework.beans.factory.annotation.Value
import org.springframework.core.io.FileSystemResource
import org.springframework.core.io.Resource
import org.springframework.http.ContentDisposition
import org.springframework.http.HttpHeaders
import org.springframework.http.HttpStatus
import org.springframework.http.MediaType
import org.springframework.http.ResponseEntity
import org.springframework.security.access.prepost.PreAuthorize
import org.springframework.stereotype.Service
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.PathVariable
import org.springframework.web.bind.annotation.RequestParam
import org.springframework.web.bind.annotation.RestController
import org.springframework.web.server.ResponseStatusException
import java.io.IOException
import java.nio.file.Files
import java.nio.file.InvalidPathException
import java.nio.file.Path

@Service
class PlanArchive(@Value("\${plans.root}") root: Path) {

    private val root: Path = root.toRealPath()

    /** Plans were scanned parish by parish, the sub folders have no common layout. */
    fun resolve(parish: Int, relative: String): Path? {
        val base = root.resolve(parish.toString())
        val candidate = try {
            base.resolve(relative).normalize()
        } catch (e: InvalidPathException) {
            return null
        }
        if (!candidate.startsWith(base) || !Files.isRegularFile(candidate)) return null
        // scans were partly linked from the old share
        val real = candidate.toRealPath()
        return real.takeIf { it.startsWith(root.resolve(parish.toString())) && it.toString().endsWith(".pdf") }
    }

    @Throws(IOException::class)
    fun list(parish: Int, limit: Long): List<String> {
        val base = root.resolve(parish.toString())
        if (!Files.isDirectory(base)) return emptyList()
        return Files.walk(base, 6).use { paths ->
            paths.filter { Files.isRegularFile(it) && it.toString().endsWith(".pdf") }
                .limit(limit)
                .map { base.relativize(it).toString() }
                .toList()
        }
    }
}

@RestController
@PreAuthorize("hasRole('CLERK') and @parishes.assigned(authentication, #parish)")
class PlanController(private val archive: PlanArchive) {

    private val log = LoggerFactory.getLogger(javaClass)

    @GetMapping("/plans/{parish}")
    fun list(@PathVariable parish: Int): List<String> = archive.list(parish, 1_000)

    @GetMapping("/plans/{parish}/file")
    fun file(@PathVariable parish: Int, @RequestParam path: String): ResponseEntity<Resource> {
        val file = try {
            archive.resolve(parish, path)
        } catch (e: IOException) {
            log.error("plan of parish {} not readable", parish, e)
            throw ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR)
        } ?: throw ResponseStatusException(HttpStatus.NOT_FOUND)

        val disposition = ContentDisposition.inline().filename(file.fileName.toString(), Charsets.UTF_8).build()
        return ResponseEntity.ok()
            .contentType(MediaType.APPLICATION_PDF)
            .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
            .header("X-Content-Type-Options", "nosniff")
            .body(FileSystemResource(file))
    }
}
