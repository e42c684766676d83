import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Cron } from '@nestjs/schedule';
import { createTransport } from 'nodemailer';
import PDFDocument from 'pdfkit';
import { MoreThan, Repository } from 'typeorm';
import { Machine, Operator, Order, Operation, StockItem, ToolUse } from './entities';

const MES_URL = 'http://10.20.4.17:8090/mes';
const LABEL_PRINTER = '\\\\hall2-print01\\ZEBRA-GK420';

@Injectable()
export class ShopFloorService {
  private readonly log = new Logger('ShopFloor');
  private readonly mail = createTransport({
    host: process.env.SMTP_HOST,
    port: 587,
    requireTLS: true,
    connectionTimeout: 5_000,
    socketTimeout: 10_000,
  });

  constructor(
    @InjectRepository(Order) private orders: Repository<Order>,
    @InjectRepository(Operation) private operations: Repository<Operation>,
    @InjectRepository(Machine) private machines: Repository<Machine>,
    @InjectRepository(Operator) private operators: Repository<Operator>,
    @InjectRepository(StockItem) private stock: Repository<StockItem>,
    @InjectRepository(ToolUse) private toolUse: Repository<ToolUse>,
  ) {}

  // ---- orders -------------------------------------------------------------

  async createOrder(article: string, pieces: number, due: Date): Promise<Order> {
    if (!Number.isInteger(pieces) || pieces < 1 || pieces > 100_000) throw new RangeError('pieces');
    return this.orders.save({ article, pieces, due, state: 'new' });
  }

  async splitOrder(id: number, pieces: number): Promise<Order> {
    return this.orders.manager.transaction(async (tx) => {
      const order = await tx.findOneOrFail(Order, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (pieces < 1 || pieces >= order.pieces) throw new RangeError('pieces');
      await tx.update(Order, id, { pieces: order.pieces - pieces });
      return tx.save(Order, { article: order.article, due: order.due, pieces, state: 'new' });
    });
  }

  // ---- planning -----------------------------------------------------------

  async plan(day: Date): Promise<Map<number, Operation[]>> {
    const open = await this.operations.find({ where: { finishedAt: null }, order: { due: 'ASC' }, take: 2_000 });
    const machines = await this.machines.find({ where: { enabled: true }, take: 200 });
    const plan = new Map<number, Operation[]>(machines.map((m) => [m.id, []]));
    const load = new Map<number, number>(machines.map((m) => [m.id, 0]));
    for (const op of open) {
      const fit = machines
        .filter((m) => m.capabilities.includes(op.kind))
        .sort((a, b) => load.get(a.id) - load.get(b.id))[0];
      if (!fit || load.get(fit.id) + op.minutes > 960) continue;
      plan.get(fit.id).push(op);
      load.set(fit.id, load.get(fit.id) + op.minutes);
    }
    this.log.log(`planned ${open.length} operations for ${day.toISOString().slice(0, 10)}`);
    return plan;
  }

  // ---- stock --------------------------------------------------------------

  async book(itemId: number, quantity: number): Promise<void> {
    const item = await this.stock.findOneByOrFail({ id: itemId });
    if (item.quantity + quantity < 0) throw new Error('not enough in stock');
    item.quantity += quantity;
    await this.stock.save(item);
  }

  async reorderList(): Promise<StockItem[]> {
    return this.stock
      .createQueryBuilder('s')
      .where('s.quantity < s.minimum')
      .orderBy('s.article')
      .take(500)
      .getMany();
  }

  // ---- tools --------------------------------------------------------------

  async countToolMinutes(spindle: number, minutes: number): Promise<boolean> {
    await this.toolUse.increment({ spindle }, 'minutes', minutes);
    const use = await this.toolUse.findOneByOrFail({ spindle });
    return use.minutes > use.limit;
  }

  // ---- operators ----------------------------------------------------------

  async clockIn(badge: string): Promise<Operator> {
    const operator = await this.operators.findOneByOrFail({ badge });
    operator.presentSince = new Date();
    return this.operators.save(operator);
  }

  async wage(operator: Operator, minutes: number, night: boolean): Promise<number> {
    const base = (operator.hourCent * minutes) / 60;
    return Math.round(night ? base * 1.25 : base);
  }

  // ---- documents ----------------------------------------------------------

  orderPaper(order: Order): NodeJS.ReadableStream {
    const doc = new PDFDocument({ size: 'A5' });
    doc.fontSize(18).text(`Order ${order.id}`);
    doc.fontSize(11).text(`${order.article}, ${order.pieces} pieces`);
    doc.end();
    return doc;
  }

  label(order: Order): { printer: string; zpl: string } {
    const article = order.article.replace(/[\^~]/g, ' ');
    return { printer: LABEL_PRINTER, zpl: `^XA^FO40,40^A0N,40^FD${article}^FS^XZ` };
  }

  // ---- MES ----------------------------------------------------------------

  async pushToMes(op: Operation): Promise<void> {
    const res = await fetch(`${MES_URL}/operations/${op.id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ machine: op.machineId, minutes: op.minutes }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!res.ok) throw new Error(`MES answered ${res.status}`);
  }

  // ---- reports ------------------------------------------------------------

  async oee(machineId: number, from: Date): Promise<number> {
    const done = await this.operations.find({ where: { machineId, finishedAt: MoreThan(from) }, take: 5_000 });
    const planned = done.reduce((sum, o) => sum + o.minutes, 0);
    const real = done.reduce((sum, o) => sum + o.realMinutes, 0);
    return real === 0 ? 0 : planned / real;
  }

  @Cron('0 6 * * 1-5', { timeZone: 'Europe/Berlin' })
  async morningMail(): Promise<void> {
    const missing = await this.reorderList();
    if (missing.length === 0) return;
    await this.mail.sendMail({
      from: process.env.MAIL_FROM,
      to: 'meister.halle2@drehteile-huber.example',
      subject: `Reorder: ${missing.length} articles`,
      text: missing.map((s) => `${s.article}: ${s.quantity} of ${s.minimum}`).join('\n'),
    });
  }
}
