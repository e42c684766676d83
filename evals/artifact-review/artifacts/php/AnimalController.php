<?php

namespace App\Http\Controllers;

use App\Models\Animal;
use App\Models\Farm;
use App\Models\Treatment;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Log;
use Illuminate\Validation\Rule;

class AnimalController extends Controller
{
    public function __construct()
    {
        $this->middleware('auth:sanctum');
        $this->middleware('throttle:120,1');
    }

    public function index(Request $request, Farm $farm): JsonResponse
    {
        $this->authorize('view', $farm);

        $query = $farm->animals()->select(['id', 'ear_tag', 'species', 'born_on', 'weight_kg']);
        if ($request->filled('species')) {
            $query->where('species', $request->input('species'));
        }
        if ($request->filled('q')) {
            $query->where('ear_tag', 'like', addcslashes($request->input('q'), '%_\\') . '%');
        }
        // the app sends e.g. "born_on desc" or "weight_kg"
        if ($request->filled('sort')) {
            $query->orderByRaw($request->input('sort'));
        } else {
            $query->orderBy('ear_tag');
        }

        return response()->json($query->paginate(min((int) $request->input('per_page', 50), 200)));
    }

    public function store(Request $request, Farm $farm): JsonResponse
    {
        $this->authorize('update', $farm);

        $data = $request->validate([
            'ear_tag' => ['required', 'string', 'max:20', Rule::unique('animals')->where('farm_id', $farm->id)],
            'species' => ['required', Rule::in(['cattle', 'sheep', 'goat', 'pig'])],
            'born_on' => ['required', 'date', 'before_or_equal:today'],
            'mother_id' => ['nullable', Rule::exists('animals', 'id')->where('farm_id', $farm->id)],
        ]);

        $animal = $farm->animals()->create($data);

        return response()->json($animal, 201);
    }

    public function show(Farm $farm, Animal $animal): JsonResponse
    {
        $this->authorize('view', $farm);
        abort_unless($animal->farm_id === $farm->id, 404);

        return response()->json($animal->load('treatments'));
    }

    public function treat(Request $request, Farm $farm, Animal $animal): JsonResponse
    {
        $this->authorize('update', $farm);
        abort_unless($animal->farm_id === $farm->id, 404);

        $data = $request->validate([
            'drug_code' => ['required', 'string', 'max:16', 'exists:drugs,code'],
            'dose_ml' => ['required', 'numeric', 'gt:0', 'max:500'],
            'given_at' => ['required', 'date'],
            'withdrawal_days' => ['required', 'integer', 'min:0', 'max:120'],
        ]);

        $treatment = DB::transaction(function () use ($animal, $data, $request) {
            $t = $animal->treatments()->create($data + ['vet_id' => $request->user()->id]);
            $animal->lockSlaughterUntil($t->given_at->addDays($t->withdrawal_days));

            return $t;
        });

        return response()->json($treatment, 201);
    }

    /**
     * Correct a wrongly entered treatment, also the blocking period that follows from it.
     */
    public function amendTreatment(Request $request, Treatment $treatment): JsonResponse
    {
        $treatment->fill($request->only(['drug_code', 'dose_ml', 'given_at', 'withdrawal_days']));

        try {
            DB::transaction(function () use ($treatment) {
                $treatment->save();
                $treatment->animal->lockSlaughterUntil(
                    $treatment->given_at->addDays($treatment->withdrawal_days)
                );
            });
        } catch (\Throwable $e) {
            Log::error('amend treatment', ['id' => $treatment->id, 'exception' => $e]);
        }

        return response()->json($treatment->refresh());
    }

    public function destroy(Request $request, Farm $farm, Animal $animal): JsonResponse
    {
        $this->authorize('update', $farm);
        abort_unless($animal->farm_id === $farm->id, 404);

        $animal->delete(); // soft delete, kept ten years
        Log::info('animal removed', ['animal' => $animal->id, 'by' => $request->user()->id]);

        return response()->json(null, 204);
    }
}
