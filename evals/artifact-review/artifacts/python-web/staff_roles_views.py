"""Staff area of the ticketing back office: sign in, grant and revoke roles."""
import logging

from django.conf import settings
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.models import Group
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from audit.models import AuditEntry
from .forms import RoleChangeForm
from .models import StaffMember

log = logging.getLogger(__name__)

# roles which only the owner of the organisation may give
OWNER_ROLES = frozenset({"finance", "owner"})
ASSIGNABLE = frozenset({"box-office", "promoter", "scanner", "finance", "owner"})


class StaffLogin(LoginView):
    template_name = "backoffice/login.html"

    def get_success_url(self):
        return self.get_redirect_url() or reverse("backoffice:home")


def _safe_next(request, fallback):
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        target,
        allowed_hosts={request.get_host()},
        require_https=request.is_secure(),
    ):
        return target
    return reverse(fallback)


def _member(request, member_id, lock=False):
    """A member of the organisation of whoever asks, else 404."""
    rows = StaffMember.objects.select_related("user")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return get_object_or_404(rows, pk=member_id, organisation=request.user.staff.organisation)


@login_required
@permission_required("backoffice.view_staffmember", raise_exception=True)
@require_GET
def members(request):
    rows = (
        StaffMember.objects.filter(organisation=request.user.staff.organisation)
        .select_related("user")
        .order_by("user__last_name")[: settings.STAFF_LIST_LIMIT]
    )
    return JsonResponse(
        {"members": [{"id": m.pk, "name": m.user.get_full_name(), "roles": m.role_names()} for m in rows]}
    )


@login_required
@permission_required("backoffice.change_roles", raise_exception=True)
@require_POST
def change_role(request, member_id):
    form = RoleChangeForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)

    role = form.cleaned_data["role"]
    grant = form.cleaned_data["grant"]
    if role not in ASSIGNABLE:
        return JsonResponse({"errors": {"role": ["unknown"]}}, status=400)
    if role in OWNER_ROLES and not request.user.has_perm("backoffice.change_owner_roles"):
        raise PermissionDenied

    with transaction.atomic():
        member = _member(request, member_id, lock=True)
        if member.user_id == request.user.pk:
            # nobody changes their own rights, also not the owner
            raise PermissionDenied
        group = get_object_or_404(Group, name=role)
        if grant:
            member.user.groups.add(group)
        else:
            member.user.groups.remove(group)
        AuditEntry.objects.create(
            actor=request.user,
            action="role.grant" if grant else "role.revoke",
            subject=f"staff:{member.pk}",
            detail={"role": role, "reason": form.cleaned_data["reason"]},
        )
    log.info("role changed staff=%s role=%s grant=%s actor=%s", member.pk, role, grant, request.user.pk)
    return redirect(_safe_next(request, "backoffice:members"))


@login_required
@permission_required("backoffice.change_roles", raise_exception=True)
@require_POST
def deactivate(request, member_id):
    with transaction.atomic():
        member = _member(request, member_id, lock=True)
        if member.user_id == request.user.pk:
            raise PermissionDenied
        if member.has_role("owner") and not request.user.has_perm("backoffice.change_owner_roles"):
            raise PermissionDenied
        member.user.is_active = False
        member.user.save(update_fields=["is_active"])
        AuditEntry.objects.create(
            actor=request.user, action="staff.deactivate", subject=f"staff:{member.pk}"
        )
    return redirect(_safe_next(request, "backoffice:members"))
