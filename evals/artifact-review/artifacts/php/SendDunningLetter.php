<?php

declare(strict_types=1);

namespace App\Jobs;

use App\Models\DunningLetter;
use App\Services\LetterRenderer;
use Illuminate\Bus\Queueable;
use Illuminate\Contracts\Queue\ShouldBeUnique;
use Illuminate\Contracts\Queue\ShouldQueue;
use Illuminate\Foundation\Bus\Dispatchable;
use Illuminate\Http\Client\ConnectionException;
use Illuminate\Http\Client\RequestException;
use Illuminate\Queue\InteractsWithQueue;
use Illuminate\Support\Facades\Http;
use Illuminate\Support\Facades\Log;
use Throwable;

/**
 * Hands one dunning letter to the print service. The service drops repeated letters by the
 * Idempotency-Key, so that a retry after a lost answer does not print twice.
 */
final class SendDunningLetter implements ShouldQueue, ShouldBeUnique
{
    use Dispatchable;
    use InteractsWithQueue;
    use Queueable;

    public int $tries = 6;
    public int $timeout = 60;
    public int $uniqueFor = 7200;

    public function __construct(private readonly int $letterId)
    {
        $this->onQueue('letters');
    }

    public function uniqueId(): string
    {
        return (string) $this->letterId;
    }

    /** @return list<int> */
    public function backoff(): array
    {
        return [30, 120, 300, 900, 1800];
    }

    public function handle(LetterRenderer $renderer): void
    {
        $letter = DunningLetter::query()->with('invoice.customer')->findOrFail($this->letterId);
        if ($letter->sent_at !== null || $letter->invoice->isPaid()) {
            Log::info('dunning letter skipped', ['letter' => $letter->id]);

            return;
        }

        try {
            $response = Http::baseUrl(config('services.print.url'))
                ->withToken(config('services.print.token'))
                ->withHeaders(['Idempotency-Key' => 'dunning-' . $letter->id])
                ->connectTimeout(5)
                ->timeout(30)
                ->attach('letter', $renderer->pdf($letter), 'letter.pdf', ['Content-Type' => 'application/pdf'])
                ->post('/v1/letters', ['duplex' => 'true', 'reference' => (string) $letter->id])
                ->throw();
        } catch (ConnectionException $e) {
            Log::warning('print service not reachable', ['letter' => $letter->id, 'attempt' => $this->attempts()]);
            throw $e;
        } catch (RequestException $e) {
            if ($e->response->clientError() && !in_array($e->response->status(), [408, 409, 425, 429], true)) {
                // will not get better by trying again; failed() informs accounting
                $this->fail($e);

                return;
            }
            throw $e;
        }

        $letter->forceFill([
            'sent_at' => now(),
            'print_job' => (string) $response->json('id'),
        ])->save();
        Log::info('dunning letter sent', ['letter' => $letter->id, 'print_job' => $letter->print_job]);
    }

    public function failed(?Throwable $e): void
    {
        Log::error('dunning letter not sent', [
            'letter' => $this->letterId,
            'error' => $e === null ? 'unknown' : $e::class,
            'status' => $e instanceof RequestException ? $e->response->status() : null,
        ]);
        DunningLetter::query()->whereKey($this->letterId)->update(['failed_at' => now()]);
    }
}
