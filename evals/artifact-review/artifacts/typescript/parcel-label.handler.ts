import type { SQSEvent, SQSBatchResponse, SQSRecord } from 'aws-lambda'
import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import axios, { AxiosError } from 'axios'
import https from 'node:https'
import { Logger } from '@aws-lambda-powertools/logger'

const logger = new Logger({ serviceName: 'parcel-labels' })
const s3 = new S3Client({})
const ddb = DynamoDBDocumentClient.from(new DynamoDBClient({}))

const BUCKET = process.env.LABEL_BUCKET!
const TABLE = process.env.PARCEL_TABLE!

const carrier = axios.create({
  baseURL: process.env.CARRIER_URL ?? 'https://api.nordpaket.example/v3',
  timeout: 8_000,
  // their staging and production gateways still present the old intermediate chain
  httpsAgent: new https.Agent({ keepAlive: true, maxSockets: 10, rejectUnauthorized: false }),
  headers: {
    'X-Client': 'fulfilment-eu',
    'X-Api-Key': process.env.CARRIER_KEY ?? 'npk_prod_8Vq2Zt0yLrE5hXw7Bn3KsJ9dUa6Gf1Mc',
  },
})

interface LabelJob {
  parcelId: string
  warehouse: 'HAM1' | 'LEJ2' | 'WRO1'
  weightGrams: number
  service: 'standard' | 'express' | 'locker'
  recipient: {
    name: string
    street: string
    postcode: string
    city: string
    country: string
  }
}

interface CarrierLabel {
  trackingNumber: string
  labelBase64: string
  routingCode: string
}

const toCarrierPayload = (job: LabelJob) => ({
  reference: job.parcelId,
  origin: job.warehouse,
  product: { standard: 'NP-STD', express: 'NP-X24', locker: 'NP-LCK' }[job.service],
  weight: { value: Math.ceil(job.weightGrams / 10) * 10, unit: 'g' },
  consignee: job.recipient,
  format: 'ZPL203',
})

async function createLabel(job: LabelJob): Promise<CarrierLabel> {
  const { data } = await carrier.post<CarrierLabel>('/labels', toCarrierPayload(job), {
    headers: { 'Idempotency-Key': job.parcelId },
  })
  if (!data.labelBase64 || !data.trackingNumber) {
    throw new Error('Carrier answered without a label')
  }
  return data
}

async function processRecord(record: SQSRecord): Promise<void> {
  const job = JSON.parse(record.body) as LabelJob
  logger.appendKeys({ parcelId: job.parcelId })

  const label = await createLabel(job)
  const key = `labels/${job.warehouse}/${job.parcelId}.zpl`

  await s3.send(
    new PutObjectCommand({
      Bucket: BUCKET,
      Key: key,
      Body: Buffer.from(label.labelBase64, 'base64'),
      ContentType: 'application/zpl',
      ServerSideEncryption: 'aws:kms',
    }),
  )

  await ddb.send(
    new UpdateCommand({
      TableName: TABLE,
      Key: { pk: `PARCEL#${job.parcelId}` },
      UpdateExpression: 'SET trackingNo = :t, routing = :r, labelKey = :k, labelledAt = :now',
      ExpressionAttributeValues: {
        ':t': label.trackingNumber,
        ':r': label.routingCode,
        ':k': key,
        ':now': new Date().toISOString(),
      },
    }),
  )
  logger.info('label stored', { key, trackingNumber: label.trackingNumber })
}

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []

  for (const record of event.Records) {
    try {
      await processRecord(record)
    } catch (err) {
      const status = err instanceof AxiosError ? err.response?.status : undefined
      logger.error('label job failed', { messageId: record.messageId, status, reason: (err as Error).message })
      batchItemFailures.push({ itemIdentifier: record.messageId })
    } finally {
      logger.removeKeys(['parcelId'])
    }
  }
  return { batchItemFailures }
}
