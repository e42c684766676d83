using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Parcelway.Data;
using Parcelway.Labels;

namespace Parcelway.Api.Controllers;

[ApiController]
[Authorize(Policy = "Shipper")]
[EnableRateLimiting("shipper")]
[Route("api/shipments/{shipmentId:long}/labels")]
public sealed class ParcelLabelsController(
    ParcelwayContext db,
    ILabelRenderer renderer,
    LabelStore store,
    ILogger<ParcelLabelsController> log) : ControllerBase
{
    private const int MaxLogoBytes = 256 * 1024;
    private const int MaxParcels = 50;

    private static readonly byte[] PngSignature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private string ShipperId => User.FindFirstValue("shipper_id")!; // required by the policy

    [HttpGet("{parcelNo:int}")]
    public async Task<IActionResult> Get(long shipmentId, int parcelNo, CancellationToken ct)
    {
        var shipment = await FindOwn(shipmentId, ct);
        if (shipment is null || parcelNo < 1 || parcelNo > shipment.ParcelCount)
        {
            return NotFound();
        }

        var stream = store.OpenRead(shipment.Id, parcelNo);
        if (stream is null)
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "private, no-store";
        return File(stream, "application/pdf", $"label-{shipment.Id}-{parcelNo}.pdf");
    }

    [HttpPost]
    [RequestSizeLimit(MaxLogoBytes + 64 * 1024)]
    public async Task<IActionResult> Create(long shipmentId, IFormFile? logo, CancellationToken ct)
    {
        var shipment = await FindOwn(shipmentId, ct);
        if (shipment is null)
        {
            return NotFound();
        }

        if (shipment.ParcelCount is < 1 or > MaxParcels)
        {
            return UnprocessableEntity(new { error = $"1 to {MaxParcels} parcels" });
        }

        byte[]? png = null;
        if (logo is not null)
        {
            if (logo.Length is 0 or > MaxLogoBytes)
            {
                return BadRequest(new { error = "logo of 256 kB at most" });
            }

            using var buffer = new MemoryStream((int)logo.Length);
            await logo.CopyToAsync(buffer, ct);
            png = buffer.ToArray();
            if (!png.AsSpan().StartsWith(PngSignature))
            {
                return BadRequest(new { error = "logo must be PNG" });
            }
        }

        try
        {
            for (var n = 1; n <= shipment.ParcelCount; n++)
            {
                var pdf = renderer.Render(shipment, n, png);
                await store.WriteAsync(shipment.Id, n, pdf, ct);
            }
        }
        catch (LabelRenderException e)
        {
            log.LogWarning(e, "Labels of shipment {Shipment} not rendered", shipment.Id);
            return UnprocessableEntity(new { error = "label could not be rendered, check address and logo" });
        }

        log.LogInformation("{Count} labels for shipment {Shipment}", shipment.ParcelCount, shipment.Id);
        return CreatedAtAction(nameof(Get), new { shipmentId, parcelNo = 1 }, new { count = shipment.ParcelCount });
    }

    private Task<Shipment?> FindOwn(long id, CancellationToken ct) =>
        db.Shipments.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.ShipperId == ShipperId, ct);
}

/// <summary>Labels in a directory; names are made of numbers only.</summary>
public sealed class LabelStore(string root)
{
    private string PathOf(long shipmentId, int parcelNo) =>
        Path.Combine(root, $"{shipmentId:D12}-{parcelNo:D3}.pdf");

    public Stream? OpenRead(long shipmentId, int parcelNo)
    {
        try
        {
            return new FileStream(PathOf(shipmentId, parcelNo), FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public async Task WriteAsync(long shipmentId, int parcelNo, ReadOnlyMemory<byte> pdf, CancellationToken ct)
    {
        var final = PathOf(shipmentId, parcelNo);
        var part = final + "." + Guid.NewGuid().ToString("N");
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(pdf, ct);
            }

            File.Move(part, final, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
