package example.obsthof.frost

import com.fasterxml.jackson.databind.ObjectMapper
import com.fasterxml.jackson.module.kotlin.readValue
import org.slf4j.LoggerFactory
import java.io.IOException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.time.Duration
import java.time.Instant
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException

data class Hour(val at: Instant, val celsius: Double, val dewPoint: Double)
data class Forecast(val station: String, val issued: Instant, val hours: List<Hour>)

class ForecastUnavailable(message: String, cause: Throwable? = null) : IOException(message, cause)

/**
 * Asks the weather service for the night's forecast. The sprinklers are started from it, therefore an old
 * or missing forecast is an error and never an empty list.
 */
class FrostForecastClient(
    private val baseUrl: URI,
    private val apiKey: String,
    private val json: ObjectMapper,
    private val pause: (Duration) -> Unit = { Thread.sleep(it.toMillis()) },
    private val now: () -> Instant = Instant::now,
) : ForecastSource {

    init {
        require(baseUrl.scheme == "https") { "weather service must be reached by https" }
        require(apiKey.isNotBlank()) { "no key for the weather service" }
    }

    private val log = LoggerFactory.getLogger(javaClass)

    private val http: HttpClient = HttpClient.newBuilder()
        .connectTimeout(Duration.ofSeconds(5))
        .followRedirects(HttpClient.Redirect.NEVER)
        .build()

    override fun tonight(station: String): Forecast {
        require(STATION.matches(station)) { "station $station" }
        var last: IOException? = null
        for (attempt in 1..ATTEMPTS) {
            try {
                return fresh(request(station))
            } catch (e: RetryableException) {
                last = e
                log.warn("forecast for {} failed, attempt {} of {}: {}", station, attempt, ATTEMPTS, e.message)
            }
            if (attempt < ATTEMPTS) pause(Duration.ofSeconds(2L * attempt))
        }
        throw ForecastUnavailable("no forecast for $station after $ATTEMPTS attempts", last)
    }

    private fun request(station: String): Forecast {
        val request = HttpRequest.newBuilder(baseUrl.resolve("/v2/stations/$station/hourly"))
            .header("Authorization", "Bearer $apiKey")
            .header("Accept", "application/json")
            .timeout(Duration.ofSeconds(15))
            .GET()
            .build()
        // the timeout of the request ends with the headers, the one of get() covers the body as well
        val pending = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY))
        val response = try {
            pending.get(20, TimeUnit.SECONDS)
        } catch (e: InterruptedException) {
            pending.cancel(true)
            Thread.currentThread().interrupt()
            throw ForecastUnavailable("interrupted", e)
        } catch (e: TimeoutException) {
            pending.cancel(true)
            throw RetryableException("no answer within 20 s", e)
        } catch (e: ExecutionException) {
            throw RetryableException("connection: ${e.cause?.javaClass?.simpleName}", e)
        }
        return when {
            response.statusCode() == 429 || response.statusCode() >= 500 ->
                throw RetryableException("status ${response.statusCode()}")
            response.statusCode() != 200 -> throw ForecastUnavailable("status ${response.statusCode()}")
            else -> try {
                json.readValue<Forecast>(response.body())
            } catch (e: IOException) {
                throw ForecastUnavailable("answer not readable", e)
            }
        }
    }

    private fun fresh(f: Forecast): Forecast {
        val age = Duration.between(f.issued, now())
        if (age > MAX_AGE) throw ForecastUnavailable("forecast is ${age.toHours()} hours old")
        if (f.hours.isEmpty()) throw ForecastUnavailable("forecast without hours")
        return f
    }

    private class RetryableException(message: String, cause: Throwable? = null) : IOException(message, cause)

    private companion object {
        const val ATTEMPTS = 3
        const val MAX_BODY = 512L * 1024
        val MAX_AGE: Duration = Duration.ofHours(6)
        val STATION = Regex("[A-Z0-9]{4,8}")
    }
}

interface ForecastSource {
    fun tonight(station: String): Forecast
}
