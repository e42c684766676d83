"""Views for the dispatcher board: open tours, driver assignment, GPS backfill."""
import json
import logging
from decimal import Decimal, InvalidOperation

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from dispatch.models import Driver, Position, Tour
from dispatch.notifications import notify_driver

logger = logging.getLogger(__name__)


@login_required
@require_GET
def board(request):
    tours = (
        Tour.objects.filter(depot__in=request.user.depots.all(), closed_at__isnull=True)
        .select_related("driver", "vehicle")
        .order_by("departs_at")
    )
    page = Paginator(tours, 40).get_page(request.GET.get("page"))
    return render(request, "dispatch/board.html", {"page": page})


@login_required
@require_GET
def tour_search(request):
    """Free text search over tour reference and consignee, used by the typeahead."""
    term = request.GET.get("q", "").strip()
    if len(term) < 3:
        return JsonResponse({"results": []})

    depots = list(request.user.depots.values_list("pk", flat=True))
    tours = Tour.objects.filter(depot_id__in=depots).extra(
        where=[
            "reference ILIKE '%%%%%s%%%%' OR consignee_name ILIKE '%%%%%s%%%%'"
            % (term.replace("%", "%%"), term.replace("%", "%%"))
        ]
    )[:20]
    return JsonResponse(
        {"results": [{"id": t.pk, "label": f"{t.reference} {t.consignee_name}"} for t in tours]}
    )


@login_required
@permission_required("dispatch.assign_driver", raise_exception=True)
@require_POST
def assign_driver(request, tour_id):
    tour = get_object_or_404(Tour, pk=tour_id, depot__in=request.user.depots.all())
    driver = get_object_or_404(Driver, pk=request.POST.get("driver"), depot=tour.depot)

    with transaction.atomic():
        locked = Tour.objects.select_for_update().get(pk=tour.pk)
        if locked.driver_id and locked.driver_id != driver.pk:
            return JsonResponse({"error": "already assigned"}, status=409)
        locked.driver = driver
        locked.save(update_fields=["driver", "updated_at"])

    notify_driver.delay(driver.pk, tour.pk)
    return JsonResponse({"tour": tour.pk, "driver": driver.pk})


@login_required
@permission_required("dispatch.close_tour", raise_exception=True)
@require_POST
def close_tour(request, tour_id):
    tour = get_object_or_404(Tour, pk=tour_id, depot__in=request.user.depots.all())
    try:
        with transaction.atomic():
            tour.close(by=request.user)
            tour.proofs_of_delivery.archive()
            tour.create_settlement_lines()
    except Exception:
        pass
    return JsonResponse({"tour": tour.pk, "closed": True})


@login_required
@permission_required("dispatch.backfill", raise_exception=True)
@require_POST
def backfill_positions(request, vehicle_id):
    try:
        points = json.loads(request.body)["points"]
        rows = [
            Position(
                vehicle_id=vehicle_id,
                lat=Decimal(str(p["lat"])),
                lon=Decimal(str(p["lon"])),
                recorded_at=p["t"],
            )
            for p in points
        ]
    except (ValueError, KeyError, TypeError, InvalidOperation):
        return HttpResponseBadRequest("malformed point list")
    created = Position.objects.bulk_create(rows, ignore_conflicts=True)
    return JsonResponse({"created": len(created)})


@login_required
@require_GET
def depot_load(request, depot_id):
    if not request.user.depots.filter(pk=depot_id).exists():
        raise Http404
    with connection.cursor() as cur:
        cur.execute(
            "SELECT date_trunc('hour', departs_at) AS slot, count(*), sum(weight_kg)"
            "  FROM dispatch_tour"
            " WHERE depot_id = %s AND departs_at::date = current_date"
            " GROUP BY slot ORDER BY slot",
            [depot_id],
        )
        rows = cur.fetchall()
    return JsonResponse(
        {"slots": [{"slot": s.isoformat(), "tours": n, "kg": float(kg or 0)} for s, n, kg in rows]}
    )
