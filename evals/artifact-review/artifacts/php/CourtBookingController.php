<?php

declare(strict_types=1);

namespace App\Http\Controllers;

use App\Http\Resources\BookingResource;
use App\Models\Booking;
use App\Models\Court;
use Carbon\CarbonImmutable;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Http\Resources\Json\AnonymousResourceCollection;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Gate;
use Illuminate\Support\Facades\Log;
use Symfony\Component\HttpKernel\Exception\ConflictHttpException;

/**
 * Booking of sports courts. Routes are in routes/api.php, group "auth:sanctum".
 */
class CourtBookingController extends Controller
{
    private const SORTS = ['starts' => 'starts_at', 'created' => 'created_at', 'price' => 'price_cents'];

    public function __construct()
    {
        $this->middleware('auth:sanctum');
        $this->middleware('throttle:bookings')->only('store');
    }

    public function index(Request $request): AnonymousResourceCollection
    {
        $input = $request->validate([
            'sort' => ['sometimes', 'string', 'in:' . implode(',', array_keys(self::SORTS))],
            'dir' => ['sometimes', 'in:asc,desc'],
        ]);

        $bookings = Booking::query()
            ->where('user_id', $request->user()->id)
            ->orderByRaw(self::SORTS[$input['sort'] ?? 'starts'] . ' ' . ($input['dir'] ?? 'asc') . ' NULLS LAST')
            ->paginate(30);

        return BookingResource::collection($bookings);
    }

    public function show(Booking $booking): BookingResource
    {
        Gate::authorize('view', $booking);

        return new BookingResource($booking);
    }

    public function store(Request $request, Court $court): JsonResponse
    {
        $input = $request->validate([
            'starts_at' => ['required', 'date_format:Y-m-d\TH:00:00P', 'after:now', 'before:+60 days'],
            'hours' => ['required', 'integer', 'between:1,3'],
        ]);
        $start = CarbonImmutable::parse($input['starts_at'])->utc();
        $end = $start->addHours((int) $input['hours']);

        $booking = DB::transaction(function () use ($request, $court, $start, $end, $input): Booking {
            // all bookings of a court queue up behind its row
            $locked = Court::query()->whereKey($court->getKey())->lockForUpdate()->firstOrFail();

            $taken = $locked->bookings()
                ->whereNull('cancelled_at')
                ->where('starts_at', '<', $end)
                ->where('ends_at', '>', $start)
                ->exists();
            if ($taken) {
                throw new ConflictHttpException('The court is taken at that time.');
            }

            $booking = new Booking();
            $booking->court()->associate($locked);
            $booking->user()->associate($request->user());
            $booking->starts_at = $start;
            $booking->ends_at = $end;
            $booking->price_cents = $locked->price_cents_per_hour * (int) $input['hours'];
            $booking->save();

            return $booking;
        }, attempts: 3);

        Log::info('booking created', ['booking' => $booking->id, 'user' => $request->user()->id]);

        return (new BookingResource($booking))->response()->setStatusCode(201);
    }

    public function cancel(Request $request, Booking $booking): BookingResource
    {
        Gate::authorize('cancel', $booking);

        $changed = Booking::query()
            ->whereKey($booking->getKey())
            ->whereNull('cancelled_at')
            ->where('starts_at', '>', now()->addHours(12))
            ->update(['cancelled_at' => now(), 'cancelled_by' => $request->user()->id]);
        if ($changed === 0) {
            throw new ConflictHttpException('Bookings can be cancelled up to twelve hours before.');
        }
        Log::info('booking cancelled', ['booking' => $booking->id, 'user' => $request->user()->id]);

        return new BookingResource($booking->refresh());
    }
}
