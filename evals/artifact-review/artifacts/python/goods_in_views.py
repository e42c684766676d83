"""Goods-in: booking of deliveries against purchase orders."""
import csv
import io
import logging

from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, Sum
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views import View
from django.views.generic import ListView

from goodsin.forms import DeliveryForm
from goodsin.models import Delivery, DeliveryLine, PurchaseOrder, PurchaseOrderLine

logger = logging.getLogger(__name__)

REPORT_TABLES = {
    "daily": "goodsin_report_daily",
    "weekly": "goodsin_report_weekly",
    "supplier": "goodsin_report_supplier",
}


class DeliveryList(LoginRequiredMixin, ListView):
    paginate_by = 50
    template_name = "goodsin/delivery_list.html"

    def get_queryset(self):
        qs = Delivery.objects.filter(site=self.request.user.site).select_related("supplier")
        term = self.request.GET.get("q", "").strip()
        if term:
            qs = qs.filter(Q(note_number__icontains=term) | Q(supplier__name__icontains=term))
        return qs.annotate(pieces=Sum("lines__quantity")).order_by("-arrived_at")


class BookDelivery(PermissionRequiredMixin, View):
    permission_required = "goodsin.add_delivery"
    raise_exception = True

    def post(self, request, order_id):
        order = get_object_or_404(PurchaseOrder, pk=order_id, site=request.user.site)
        form = DeliveryForm(request.POST, order=order)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=422)

        try:
            with transaction.atomic():
                delivery = form.save(commit=False)
                delivery.site = request.user.site
                delivery.booked_by = request.user
                delivery.save()
                for sku, qty in form.quantities():
                    DeliveryLine.objects.create(delivery=delivery, sku=sku, quantity=qty)
                    PurchaseOrderLine.objects.filter(order=order, sku=sku).update(
                        received=F("received") + qty
                    )
        except IntegrityError as exc:
            if "uq_delivery_supplier_note" not in str(exc):
                raise
            logger.warning("duplicate delivery note for order %s", order.pk)
            return JsonResponse({"errors": {"note_number": ["already booked"]}}, status=409)

        logger.info("delivery %s booked for order %s", delivery.pk, order.pk)
        return JsonResponse({"id": delivery.pk}, status=201)


class ReportView(PermissionRequiredMixin, View):
    permission_required = "goodsin.view_report"
    raise_exception = True

    def get(self, request, kind):
        table = REPORT_TABLES.get(kind)
        if table is None:
            return JsonResponse({"error": "unknown report"}, status=404)
        with connection.cursor() as cur:
            cur.execute(
                f"SELECT label, pieces, pallets FROM {table} WHERE site_id = %s ORDER BY label",
                [request.user.site_id],
            )
            columns = [c[0] for c in cur.description]
            rows = [dict(zip(columns, r)) for r in cur.fetchall()]
        return JsonResponse({"rows": rows})


class UploadAdvice(PermissionRequiredMixin, View):
    """Supplier's advice file: sku;quantity per line."""

    permission_required = "goodsin.add_advice"
    raise_exception = True
    max_bytes = 2 * 1024 * 1024

    def post(self, request, order_id):
        order = get_object_or_404(PurchaseOrder, pk=order_id, site=request.user.site)
        upload = request.FILES.get("file")
        if upload is None or upload.size > self.max_bytes:
            return JsonResponse({"error": "file missing or too large"}, status=400)
        try:
            advised = self.parse(upload.read().decode("utf-8-sig"))
        except (UnicodeDecodeError, csv.Error, ValidationError) as exc:
            logger.info("advice for order %s refused: %s", order.pk, type(exc).__name__)
            return JsonResponse({"error": "file is not a valid advice"}, status=422)

        with transaction.atomic():
            order.replace_advice(advised)
        return JsonResponse({"lines": len(advised)})

    @staticmethod
    def parse(content):
        advised = {}
        for row in csv.reader(io.StringIO(content), delimiter=";"):
            if not row:
                continue
            try:
                sku, qty = row
                advised[sku.strip()] = advised.get(sku.strip(), 0) + int(qty)
            except ValueError as exc:
                raise ValidationError("malformed line") from exc
        return advised
