import {
  BadGatewayException,
  ConflictException,
  ForbiddenException,
  Injectable,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { DataSource, EntityManager } from 'typeorm';
import { Actor } from '../auth/actor';
import { AuditEntry } from '../audit/audit-entry.entity';
import { Payment } from './payment.entity';
import { Refund } from './refund.entity';

interface ProviderAnswer {
  id: string;
  state: 'accepted' | 'refused';
}

@Injectable()
export class RefundsService {
  private readonly log = new Logger(RefundsService.name);
  private readonly url: string;
  private readonly key: string;
  private readonly timeoutMs: number;

  constructor(
    private readonly db: DataSource,
    config: ConfigService,
  ) {
    this.url = config.getOrThrow<string>('PROVIDER_URL');
    this.key = config.getOrThrow<string>('PROVIDER_KEY');
    this.timeoutMs = Number(config.get('PROVIDER_TIMEOUT_MS') ?? 5_000);
  }

  /** Reserves the refund, asks the provider, then settles. A refund stays `pending` when the answer is lost. */
  async refund(actor: Actor, paymentId: string, cent: number, reason: string): Promise<Refund> {
    const refund = await this.db.transaction((tx) => this.reserve(tx, actor, paymentId, cent, reason));

    let answer: ProviderAnswer;
    try {
      answer = await this.askProvider(refund);
    } catch (err) {
      // not known whether the provider has it; RefundReconciler asks again by the idempotency key
      this.log.error(`refund ${refund.id} is pending: ${(err as Error).name}`);
      throw new BadGatewayException({ refund: refund.id, state: 'pending' });
    }

    return this.db.transaction((tx) => this.settle(tx, actor, refund.id, answer));
  }

  private async reserve(
    tx: EntityManager,
    actor: Actor,
    paymentId: string,
    cent: number,
    reason: string,
  ): Promise<Refund> {
    const payment = await tx.findOne(Payment, {
      where: { id: paymentId, merchantId: actor.merchantId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!payment) throw new NotFoundException();
    if (!actor.can('refund.create')) throw new ForbiddenException();
    if (cent > actor.refundLimitCent) throw new ForbiddenException('over your limit');

    const { sum } = await tx
      .createQueryBuilder(Refund, 'r')
      .select('coalesce(sum(r.cent), 0)', 'sum')
      .where('r.paymentId = :paymentId', { paymentId })
      .andWhere("r.state <> 'refused'")
      .getRawOne<{ sum: string }>();
    if (!Number.isSafeInteger(cent) || cent < 1 || Number(sum) + cent > payment.cent) {
      throw new ConflictException('more than was paid');
    }

    const refund = await tx.save(
      tx.create(Refund, { paymentId, merchantId: actor.merchantId, cent, reason, state: 'pending' }),
    );
    await tx.insert(AuditEntry, {
      actorId: actor.id,
      action: 'refund.reserve',
      subject: refund.id,
      detail: { paymentId, cent, reason },
    });
    return refund;
  }

  private async askProvider(refund: Refund): Promise<ProviderAnswer> {
    const res = await fetch(`${this.url}/refunds`, {
      method: 'POST',
      redirect: 'error',
      headers: {
        authorization: `Bearer ${this.key}`,
        'content-type': 'application/json',
        'idempotency-key': refund.id,
      },
      body: JSON.stringify({ payment: refund.paymentId, amount: refund.cent, currency: 'EUR' }),
      signal: AbortSignal.timeout(this.timeoutMs),
    });
    if (res.status === 422) {
      await res.body?.cancel();
      return { id: '', state: 'refused' };
    }
    if (!res.ok) {
      await res.body?.cancel();
      throw new Error(`provider ${res.status}`);
    }
    const body = (await res.json()) as Partial<ProviderAnswer>;
    if (typeof body.id !== 'string' || (body.state !== 'accepted' && body.state !== 'refused')) {
      throw new Error('provider answer not understood');
    }
    return { id: body.id, state: body.state };
  }

  private async settle(tx: EntityManager, actor: Actor, id: string, answer: ProviderAnswer): Promise<Refund> {
    const refund = await tx.findOneOrFail(Refund, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (refund.state !== 'pending') return refund; // the reconciler was faster
    refund.state = answer.state;
    refund.providerRef = answer.id || null;
    await tx.save(refund);
    await tx.insert(AuditEntry, {
      actorId: actor.id,
      action: `refund.${answer.state}`,
      subject: refund.id,
      detail: { cent: refund.cent },
    });
    return refund;
  }
}
