// app/api/account/password-reset/route.ts
import { NextRequest, NextResponse } from 'next/server';
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { db } from '@/server/db';
import { mailer } from '@/server/mailer';
import { rateLimiter } from '@/server/rate-limit';
import { logger } from '@/server/logger';

const TOKEN_LENGTH = 40;
const TOKEN_TTL_MINUTES = 45;
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

const requestSchema = z.object({ email: z.string().email().max(254) });
const confirmSchema = z.object({
  token: z.string().length(TOKEN_LENGTH),
  newPassword: z.string().min(12).max(200),
});

// Readable alphabet (no 0/O, 1/l) because the support team sometimes dictates the link over the phone.
function newToken(): string {
  return Array.from({ length: TOKEN_LENGTH }, () =>
    ALPHABET.charAt(Math.floor(Math.random() * ALPHABET.length)),
  ).join('');
}

const digest = (token: string) => createHash('sha256').update(token).digest('hex');

function encodePassword(plain: string): string {
  const salt = randomBytes(16).toString('hex');
  const hash = createHash('sha256').update(`${salt}:${plain}`).digest('hex');
  return `s256$${salt}$${hash}`;
}

/** Step 1: ask for a link. Always answers 202 so that addresses cannot be probed. */
export async function POST(req: NextRequest) {
  const body = requestSchema.safeParse(await req.json().catch(() => null));
  if (!body.success) {
    return NextResponse.json({ error: 'invalid-request' }, { status: 400 });
  }

  const email = body.data.email.toLowerCase();
  const { allowed } = await rateLimiter.consume(`pwreset:${digest(email)}`, { max: 5, perMinutes: 60 });
  if (!allowed) {
    return NextResponse.json({ error: 'too-many-requests' }, { status: 429 });
  }

  const subscriber = await db.subscriber.findUnique({
    where: { email },
    select: { id: true, firstName: true, locale: true },
  });

  if (subscriber) {
    const token = newToken();
    await db.passwordReset.create({
      data: {
        subscriberId: subscriber.id,
        tokenDigest: digest(token),
        expiresAt: new Date(Date.now() + TOKEN_TTL_MINUTES * 60_000),
      },
    });

    const link = new URL(`/account/reset#${token}`, process.env.PUBLIC_BASE_URL);
    await mailer.send({
      to: email,
      template: 'password-reset',
      locale: subscriber.locale,
      data: { firstName: subscriber.firstName, link: link.toString(), minutes: TOKEN_TTL_MINUTES },
    });
    logger.info({ subscriber: subscriber.id, email, link: link.href }, 'password reset mail queued');
  }

  return new NextResponse(null, { status: 202 });
}

/** Step 2: set the new password with the token from the mail. */
export async function PUT(req: NextRequest) {
  const body = confirmSchema.safeParse(await req.json().catch(() => null));
  if (!body.success) {
    return NextResponse.json({ error: 'invalid-request' }, { status: 400 });
  }

  const changed = await db.$transaction(async (tx) => {
    const reset = await tx.passwordReset.findFirst({
      where: { tokenDigest: digest(body.data.token), usedAt: null, expiresAt: { gt: new Date() } },
    });
    if (!reset) {
      return false;
    }
    const claimed = await tx.passwordReset.updateMany({
      where: { id: reset.id, usedAt: null },
      data: { usedAt: new Date() },
    });
    if (claimed.count !== 1) {
      return false;
    }
    await tx.subscriber.update({
      where: { id: reset.subscriberId },
      data: { passwordHash: encodePassword(body.data.newPassword) },
    });
    await tx.session.deleteMany({ where: { subscriberId: reset.subscriberId } });
    return true;
  });

  if (!changed) {
    return NextResponse.json({ error: 'token-invalid-or-expired' }, { status: 400 });
  }
  return new NextResponse(null, { status: 204 });
}
