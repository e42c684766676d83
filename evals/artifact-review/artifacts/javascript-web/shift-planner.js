'use strict';

// Shifts of the clinic's porters: plan, swap, tell people.

const { randomUUID } = require('node:crypto');
const nodemailer = require('nodemailer');
const { db } = require('./db');
const log = require('./log');

class Planner {
  constructor() {
    this.notifier = new Notifier(this);
    this.rules = new RuleBook(this);
    this.results = {};
  }

  async shift(id) {
    return db('shift').where({ id }).first();
  }

  async shiftsOf(porterId, from, to) {
    return db('shift')
      .where({ porter_id: porterId })
      .whereBetween('starts_at', [from, to])
      .orderBy('starts_at')
      .limit(200);
  }

  async check(porterId, shift) {
    const key = `${porterId}:${shift.id}:${shift.updated_at.toISOString()}`;
    if (!this.results[key]) {
      this.results[key] = await this.rules.violations(porterId, shift);
    }
    return this.results[key];
  }

  async assign(actor, shiftId, porterId) {
    if (!actor.can('shift.assign')) throw new Denied();
    const shift = await this.shift(shiftId);
    if (!shift) throw new NotFound();
    const violations = await this.check(porterId, shift);
    if (violations.length > 0) return { ok: false, violations };

    await db.transaction(async (tx) => {
      const changed = await tx('shift')
        .where({ id: shiftId, updated_at: shift.updated_at })
        .update({ porter_id: porterId, updated_at: tx.fn.now() });
      if (changed !== 1) throw new Conflict();
      await tx('audit').insert({ id: randomUUID(), actor: actor.id, action: 'shift.assign', subject: shiftId });
    });
    await this.notifier.assigned(shiftId, porterId);
    return { ok: true, violations: [] };
  }
}

class RuleBook {
  constructor(planner) {
    this.planner = planner;
    this.restHours = Number(process.env.REST_HOURS || 11);
    this.weekHours = Number(process.env.WEEK_HOURS || 48);
  }

  async violations(porterId, shift) {
    const week = 7 * 24 * 3600 * 1000;
    const start = shift.starts_at.getTime();
    const others = (
      await this.planner.shiftsOf(porterId, new Date(start - week), new Date(start + week))
    ).filter((s) => s.id !== shift.id);

    const out = [];
    for (const o of others) {
      const gap = Math.max(start - o.ends_at.getTime(), o.starts_at.getTime() - shift.ends_at.getTime());
      if (gap < 0) out.push({ rule: 'overlap', shift: o.id });
      else if (gap < this.restHours * 3600 * 1000) out.push({ rule: 'rest', shift: o.id });
    }
    const hours = others
      .filter((o) => sameWeek(o.starts_at, shift.starts_at))
      .reduce((sum, o) => sum + (o.ends_at - o.starts_at) / 3600000, 0);
    if (hours + (shift.ends_at - shift.starts_at) / 3600000 > this.weekHours) out.push({ rule: 'week' });
    return out;
  }
}

class Notifier {
  constructor(planner) {
    this.planner = planner;
    this.mail = nodemailer.createTransport({
      host: process.env.SMTP_HOST,
      port: 587,
      requireTLS: true,
      connectionTimeout: 5000,
      socketTimeout: 10000,
    });
  }

  async assigned(shiftId, porterId) {
    const shift = await this.planner.shift(shiftId);
    const porter = await db('porter').where({ id: porterId }).first();
    try {
      await this.mail.sendMail({
        from: process.env.MAIL_FROM,
        to: porter.email,
        subject: 'New shift',
        text: `You have a shift on ${shift.starts_at.toLocaleString('de-AT')}.`,
      });
    } catch (err) {
      log.warn({ shiftId, err: err.code }, 'mail not sent, put into outbox');
      await db('outbox').insert({ id: randomUUID(), kind: 'assigned', shift_id: shiftId, porter_id: porterId });
    }
  }

  /** Answer to the link in the mail: the porter cannot come, take the next one who may. */
  async declined(actor, shiftId, candidates) {
    for (const porterId of candidates.slice(0, 20)) {
      const result = await this.planner.assign(actor, shiftId, porterId);
      if (result.ok) return porterId;
    }
    return null;
  }
}

function sameWeek(a, b) {
  const monday = (d) => {
    const m = new Date(d);
    m.setHours(0, 0, 0, 0);
    m.setDate(m.getDate() - ((m.getDay() + 6) % 7));
    return m.getTime();
  };
  return monday(a) === monday(b);
}

class Denied extends Error {}
class NotFound extends Error {}
class Conflict extends Error {}

module.exports = { Planner, Denied, NotFound, Conflict };
