using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using MedHub.Data;
using MedHub.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MedHub.Api.Controllers;

public sealed record PrescriptionDto(Guid Id, string DrugCode, string Dosage, DateOnly ValidUntil, string State);

public sealed record NewPrescription(
    [Required] Guid PatientId,
    [Required, StringLength(20)] string DrugCode,
    [Required, StringLength(200)] string Dosage,
    DateOnly ValidUntil);

[ApiController]
[Route("api/prescriptions")]
public class PrescriptionsController : ControllerBase
{
    private readonly MedHubContext _db;
    private readonly IPharmacyGateway _pharmacy;
    private readonly ILogger<PrescriptionsController> _log;

    public PrescriptionsController(MedHubContext db, IPharmacyGateway pharmacy, ILogger<PrescriptionsController> log)
    {
        _db = db;
        _pharmacy = pharmacy;
        _log = log;
    }

    private Guid DoctorId => Guid.Parse(User.FindFirstValue("doctor_id")
        ?? throw new UnauthorizedAccessException("doctor_id"));

    [HttpGet("{id:guid}")]
    [Authorize(Roles = "Doctor")]
    public async Task<ActionResult<PrescriptionDto>> Get(Guid id, CancellationToken ct)
    {
        var p = await _db.Prescriptions.AsNoTracking()
            .SingleOrDefaultAsync(x => x.Id == id && x.DoctorId == DoctorId, ct);
        return p is null ? NotFound() : ToDto(p);
    }

    [HttpPost]
    [Authorize(Roles = "Doctor")]
    public async Task<ActionResult<PrescriptionDto>> Create(NewPrescription body, CancellationToken ct)
    {
        var patient = await _db.Patients
            .SingleOrDefaultAsync(x => x.Id == body.PatientId && x.Doctors.Any(d => d.Id == DoctorId), ct);
        if (patient is null) return NotFound();

        var p = new Prescription(Guid.NewGuid(), patient.Id, DoctorId, body.DrugCode, body.Dosage, body.ValidUntil);
        _db.Prescriptions.Add(p);
        _db.Audit.Add(AuditEntry.For(DoctorId, "prescription.created", p.Id));
        await _db.SaveChangesAsync(ct);

        _log.LogInformation("Prescription {Id}: {Patient} gets {Drug} {Dosage}", p.Id, patient.FullName, p.DrugCode, p.Dosage);
        return CreatedAtAction(nameof(Get), new { id = p.Id }, ToDto(p));
    }

    [HttpPost("{id:guid}/send")]
    [Authorize(Roles = "Doctor")]
    public async Task<IActionResult> Send(Guid id, [FromQuery] string pharmacyNo, CancellationToken ct)
    {
        var p = await _db.Prescriptions.SingleOrDefaultAsync(x => x.Id == id && x.DoctorId == DoctorId, ct);
        if (p is null) return NotFound();
        if (p.State != PrescriptionState.Issued) return Conflict();

        try
        {
            await _pharmacy.TransmitAsync(pharmacyNo, p, ct);
        }
        catch (PharmacyGatewayException e)
        {
            _log.LogError(e, "Prescription {Id} not transmitted", id);
            return StatusCode(502, new { error = e.ToString() });
        }

        p.MarkSent(pharmacyNo);
        _db.Audit.Add(AuditEntry.For(DoctorId, "prescription.sent", p.Id));
        await _db.SaveChangesAsync(ct);
        return NoContent();
    }

    // called by the pharmacy when the patient has the drug
    [HttpPost("{id:guid}/dispensed")]
    public async Task<IActionResult> Dispensed(Guid id, CancellationToken ct)
    {
        var p = await _db.Prescriptions.SingleOrDefaultAsync(x => x.Id == id, ct);
        if (p is null) return NotFound();
        if (p.State != PrescriptionState.Sent) return Conflict();

        p.MarkDispensed(DateTimeOffset.UtcNow);
        await _db.SaveChangesAsync(ct);
        return NoContent();
    }

    private static PrescriptionDto ToDto(Prescription p) =>
        new(p.Id, p.DrugCode, p.Dosage, p.ValidUntil, p.State.ToString());
}
