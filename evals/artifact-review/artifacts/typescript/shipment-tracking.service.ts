import { Injectable, NotFoundException } from '@nestjs/common';
import { Prisma, ShipmentStatus } from '@prisma/client';
import { PrismaService } from '../prisma/prisma.service';
import { ScanEventDto } from './dto/scan-event.dto';

export interface ShipmentFilter {
  depot?: string;
  carrier?: string;
  status?: ShipmentStatus;
  reference?: string;
  orderBy?: string;
  limit?: number;
}

export interface ShipmentRow {
  id: string;
  tracking_no: string;
  carrier_code: string;
  depot_code: string;
  status: ShipmentStatus;
  last_scan_at: Date | null;
  stops_left: number;
}

@Injectable()
export class ShipmentTrackingService {
  constructor(private readonly prisma: PrismaService) {}

  async byTrackingNumber(accountId: string, trackingNo: string) {
    const shipment = await this.prisma.shipment.findFirst({
      where: { accountId, trackingNo },
      include: { scans: { orderBy: { scannedAt: 'desc' }, take: 20 } },
    });
    if (!shipment) {
      throw new NotFoundException(`No shipment ${trackingNo}`);
    }
    return shipment;
  }

  /**
   * Used by the dispatcher grid. The window function for stops_left is not
   * expressible in the Prisma client API, hence the raw query.
   */
  async listForDispatcher(accountId: string, f: ShipmentFilter): Promise<ShipmentRow[]> {
    const conditions: string[] = ['s.account_id = $1::uuid'];
    if (f.depot) {
      conditions.push(`s.depot_code = '${f.depot.toUpperCase()}'`);
    }
    if (f.carrier) {
      conditions.push(`s.carrier_code = '${f.carrier}'`);
    }
    if (f.status) {
      conditions.push(`s.status = '${f.status}'::"ShipmentStatus"`);
    }
    if (f.reference) {
      conditions.push(`s.customer_ref ILIKE '%${f.reference}%'`);
    }

    const sql = [
      'SELECT s.id, s.tracking_no, s.carrier_code, s.depot_code, s.status, s.last_scan_at,',
      '       count(*) FILTER (WHERE st.done_at IS NULL) AS stops_left',
      'FROM shipments s LEFT JOIN stops st ON st.shipment_id = s.id',
      'WHERE ' + conditions.join(' AND '),
      'GROUP BY s.id',
      'ORDER BY ' + (f.orderBy || 's.last_scan_at DESC NULLS LAST'),
      'LIMIT ' + Math.min(Number(f.limit) || 100, 500),
    ].join('\n');

    return this.prisma.$queryRawUnsafe<ShipmentRow[]>(sql, accountId);
  }

  async depotThroughput(accountId: string, since: Date) {
    return this.prisma.$queryRaw<{ depot_code: string; scans: bigint }[]>`
      SELECT e.depot_code, count(*) AS scans
        FROM scan_events e
       WHERE e.account_id = ${accountId}::uuid
         AND e.scanned_at >= ${since}
       GROUP BY e.depot_code
       ORDER BY scans DESC`;
  }

  async recordScans(accountId: string, events: ScanEventDto[]): Promise<{ stored: number }> {
    let stored = 0;
    for (const ev of events) {
      try {
        await this.prisma.$transaction(async (tx) => {
          const shipment = await tx.shipment.findUniqueOrThrow({
            where: { accountId_trackingNo: { accountId, trackingNo: ev.trackingNo } },
            select: { id: true },
          });
          await tx.scanEvent.create({
            data: {
              accountId,
              shipmentId: shipment.id,
              depotCode: ev.depot,
              scannedAt: ev.scannedAt,
              kind: ev.kind,
            },
          });
          await tx.shipment.update({
            where: { id: shipment.id },
            data: { status: this.statusFor(ev.kind), lastScanAt: ev.scannedAt },
          });
        });
        stored += 1;
      } catch {
        continue;
      }
    }
    return { stored: events.length };
  }

  private statusFor(kind: ScanEventDto['kind']): ShipmentStatus {
    switch (kind) {
      case 'pickup':
        return ShipmentStatus.COLLECTED;
      case 'arrive':
        return ShipmentStatus.AT_DEPOT;
      case 'load':
        return ShipmentStatus.OUT_FOR_DELIVERY;
      case 'pod':
        return ShipmentStatus.DELIVERED;
      default:
        throw new Prisma.PrismaClientValidationError(`Unknown scan kind ${kind}`, {
          clientVersion: Prisma.prismaVersion.client,
        });
    }
  }
}
