"""Views for the tenant portal: leases, documents, repair requests."""
import logging

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.models import AuditEntry
from .forms import LoginForm, RepairForm
from .models import Document, Lease, RepairRequest

log = logging.getLogger(__name__)

PAGE_SIZE = 25


def _tenant(request):
    try:
        return request.user.tenant
    except AttributeError:
        raise Http404


@require_http_methods(["GET", "POST"])
def sign_in(request):
    form = LoginForm(request.POST or None)
    target = request.GET.get("next") or reverse("portal:home")
    if request.method == "POST" and form.is_valid():
        user = authenticate(
            request,
            username=form.cleaned_data["email"],
            password=form.cleaned_data["password"],
        )
        if user is not None:
            login(request, user)
            log.info("tenant signed in user_id=%s", user.pk)
            return redirect(target)
        form.add_error(None, "E-mail or password is not right.")
    return render(request, "portal/sign_in.html", {"form": form})


@require_POST
def sign_out(request):
    logout(request)
    return redirect("portal:sign_in")


@login_required
@require_GET
def home(request):
    tenant = _tenant(request)
    leases = Lease.objects.filter(tenant=tenant).order_by("-starts_on")[:10]
    open_repairs = RepairRequest.objects.filter(lease__tenant=tenant, closed_at=None).count()
    return render(request, "portal/home.html", {"leases": leases, "open_repairs": open_repairs})


@login_required
@require_GET
def lease_detail(request, lease_id):
    lease = get_object_or_404(Lease, pk=lease_id, tenant=_tenant(request))
    return render(request, "portal/lease.html", {"lease": lease})


@login_required
@require_GET
def document_list(request):
    docs = Document.objects.filter(lease__tenant=_tenant(request)).order_by("-created_at")
    page = Paginator(docs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/documents.html", {"page": page})


@login_required
@require_GET
def document_download(request, document_id):
    doc = get_object_or_404(Document.objects.select_related("lease"), pk=document_id)
    if doc.withdrawn_at is not None:
        raise Http404
    AuditEntry.objects.create(actor=request.user, action="document.download", subject=str(doc.pk))
    return FileResponse(
        doc.file.open("rb"),
        as_attachment=True,
        filename=f"{doc.kind}-{doc.created_at:%Y%m%d}.pdf",
        content_type="application/pdf",
    )


@login_required
@require_http_methods(["GET", "POST"])
def repair_new(request, lease_id):
    lease = get_object_or_404(Lease, pk=lease_id, tenant=_tenant(request))
    form = RepairForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            repair = form.save(commit=False)
            repair.lease = lease
            repair.save()
            AuditEntry.objects.create(
                actor=request.user, action="repair.create", subject=str(repair.pk)
            )
        messages.success(request, "Thank you, we will call you within two working days.")
        return redirect("portal:repair", repair_id=repair.pk)
    return render(request, "portal/repair_form.html", {"form": form, "lease": lease})


@login_required
@require_GET
def repair_detail(request, repair_id):
    repair = get_object_or_404(
        RepairRequest.objects.select_related("lease"), pk=repair_id, lease__tenant=_tenant(request)
    )
    return render(request, "portal/repair.html", {"repair": repair})


@login_required
@require_POST
def repair_withdraw(request, repair_id):
    with transaction.atomic():
        repair = get_object_or_404(
            RepairRequest.objects.select_for_update(),
            pk=repair_id,
            lease__tenant=_tenant(request),
        )
        if repair.assigned_to_id is not None:
            return HttpResponseForbidden("A craftsman is already on the way.")
        repair.withdraw()
        AuditEntry.objects.create(
            actor=request.user, action="repair.withdraw", subject=str(repair.pk)
        )
    return redirect("portal:home")
