import { createHmac, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Logger } from '@aws-lambda-powertools/logger';

const logger = new Logger({ serviceName: 'box-office-webhooks' });
const secrets = new SecretsManagerClient({});
const sqs = new SQSClient({});

// Name of the Secrets Manager entry, not the secret itself.
const SIGNING_SECRET_ID = 'box-office/partner-webhook/signing-secret';
const SIGNATURE_HEADER = 'x-partner-signature';
const TIMESTAMP_HEADER = 'x-partner-timestamp';
const MAX_SKEW_SECONDS = 300;
const SECRET_TTL_MS = 10 * 60 * 1000;

const ACCEPTED_TYPES = new Set(['order.paid', 'order.refunded', 'ticket.transferred', 'ticket.scanned']);

let cached: { value: string; fetchedAt: number } | undefined;

async function signingSecret(): Promise<string> {
  if (cached && Date.now() - cached.fetchedAt < SECRET_TTL_MS) {
    return cached.value;
  }
  const out = await secrets.send(new GetSecretValueCommand({ SecretId: SIGNING_SECRET_ID }));
  if (!out.SecretString) {
    throw new Error(`Secret ${SIGNING_SECRET_ID} has no string value`);
  }
  cached = { value: out.SecretString, fetchedAt: Date.now() };
  return cached.value;
}

function signatureMatches(secret: string, timestamp: string, rawBody: string, given: string): boolean {
  const expected = createHmac('sha256', secret).update(`${timestamp}.${rawBody}`).digest();
  const actual = Buffer.from(given, 'hex');
  // timingSafeEqual throws on different lengths; the length of a SHA-256 tag is public anyway
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

const reply = (statusCode: number, code: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ code }),
});

interface PartnerEvent {
  id: string;
  type: string;
  venueId: string;
  data: unknown;
}

function parseEvent(rawBody: string): PartnerEvent | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(rawBody);
  } catch {
    // malformed body is the sender's problem; the handler turns null into a 400
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const e = parsed as Record<string, unknown>;
  if (typeof e.id !== 'string' || typeof e.type !== 'string' || typeof e.venueId !== 'string') return null;
  if (!/^evt_[A-Za-z0-9]{8,64}$/.test(e.id) || !/^[a-z0-9-]{3,40}$/.test(e.venueId)) return null;
  return e as unknown as PartnerEvent;
}

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const signature = event.headers[SIGNATURE_HEADER];
  const timestamp = event.headers[TIMESTAMP_HEADER];
  if (!signature || !timestamp || !/^\d{10}$/.test(timestamp)) {
    return reply(401, 'signature-missing');
  }
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS) {
    return reply(401, 'timestamp-out-of-range');
  }

  const rawBody = event.isBase64Encoded
    ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
    : event.body ?? '';

  if (!signatureMatches(await signingSecret(), timestamp, rawBody, signature)) {
    logger.warn('webhook signature rejected', { requestId: event.requestContext.requestId });
    return reply(401, 'signature-invalid');
  }

  const partnerEvent = parseEvent(rawBody);
  if (!partnerEvent) {
    logger.warn('webhook body rejected', { requestId: event.requestContext.requestId });
    return reply(400, 'malformed-event');
  }
  if (!ACCEPTED_TYPES.has(partnerEvent.type)) {
    return reply(202, 'ignored');
  }

  try {
    // FIFO queue: a redelivery with the same event id within five minutes is dropped by SQS,
    // later ones are recognised by the consumer's unique index on event_id.
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: process.env.EVENT_QUEUE_URL,
        MessageBody: rawBody,
        MessageGroupId: partnerEvent.venueId,
        MessageDeduplicationId: partnerEvent.id,
      }),
    );
  } catch (err) {
    logger.error('could not enqueue partner event', { eventId: partnerEvent.id, error: err as Error });
    return reply(503, 'try-again');
  }

  logger.info('partner event accepted', { eventId: partnerEvent.id, type: partnerEvent.type });
  return reply(202, 'accepted');
}
