'use strict'

const Koa = require('koa')
const Router = require('@koa/router')
const bodyParser = require('koa-bodyparser')
const crypto = require('crypto')
const { MongoClient, ObjectId } = require('mongodb')
const { authenticate } = require('./middleware/authenticate')

const mongo = new MongoClient(process.env.MONGO_URL)
const clips = () => mongo.db('library').collection('clips')

// 32 byte key, hex encoded, comes from the vault agent
const SHARE_KEY = Buffer.from(process.env.SHARE_LINK_KEY || '', 'hex')
const SHARE_IV = Buffer.from('a91f03c47d5be28806f1d93c52be7740', 'hex')

/**
 * Share links carry their own payload (clip, expiry, permissions), so that we do not need
 * a table for them. The payload is opaque to the recipient.
 */
function sealShare(payload) {
  const cipher = crypto.createCipheriv('aes-256-cbc', SHARE_KEY, SHARE_IV)
  return Buffer.concat([cipher.update(JSON.stringify(payload), 'utf8'), cipher.final()]).toString('base64url')
}

function openShare(token) {
  const decipher = crypto.createDecipheriv('aes-256-cbc', SHARE_KEY, SHARE_IV)
  const plain = Buffer.concat([decipher.update(Buffer.from(token, 'base64url')), decipher.final()])
  return JSON.parse(plain.toString('utf8'))
}

/**
 * Editors may save "smart folders" with an expression such as
 *   clip.duration > 90 && clip.tags.includes('sport')
 */
function compileRule(expression) {
  return new Function('clip', 'now', `return Boolean(${expression})`)
}

const router = new Router({ prefix: '/api' })

router.get('/clips/:id', authenticate, async (ctx) => {
  if (!ObjectId.isValid(ctx.params.id)) ctx.throw(404)
  const clip = await clips().findOne({ _id: new ObjectId(ctx.params.id), org: ctx.state.user.org })
  if (!clip) ctx.throw(404)
  ctx.body = clip
})

router.post('/smart-folders/preview', authenticate, async (ctx) => {
  const { rule, limit = 50 } = ctx.request.body
  if (typeof rule !== 'string' || rule.length > 500) ctx.throw(400, 'rule is missing or too long')

  let matches
  try {
    matches = compileRule(rule)
  } catch (err) {
    ctx.throw(422, `rule does not compile: ${err.message}`)
  }

  const found = []
  const cursor = clips().find({ org: ctx.state.user.org }).sort({ addedAt: -1 })
  for await (const clip of cursor) {
    if (matches(clip, Date.now())) found.push({ id: clip._id, title: clip.title, duration: clip.duration })
    if (found.length >= Math.min(Number(limit) || 50, 200)) break
  }
  ctx.body = { items: found }
})

router.post('/clips/:id/share', authenticate, async (ctx) => {
  if (!ObjectId.isValid(ctx.params.id)) ctx.throw(404)
  const clip = await clips().findOne({ _id: new ObjectId(ctx.params.id), org: ctx.state.user.org })
  if (!clip) ctx.throw(404)
  const days = Math.min(Math.max(Number(ctx.request.body.days) || 7, 1), 60)
  const token = sealShare({ c: clip._id, o: clip.org, x: Date.now() + days * 86400000, d: !!ctx.request.body.download })
  ctx.status = 201
  ctx.body = { url: `${process.env.PUBLIC_URL}/s/${token}` }
})

router.get('/shared/:token', async (ctx) => {
  let share
  try {
    share = openShare(ctx.params.token)
  } catch (err) {
    ctx.throw(404, 'link is not valid')
  }
  if (share.x < Date.now()) ctx.throw(410, 'link has expired')
  const clip = await clips().findOne(
    { _id: new ObjectId(share.c), org: share.o },
    { projection: { title: 1, duration: 1, streamUrl: 1 } },
  )
  if (!clip) ctx.throw(404)
  ctx.body = { ...clip, download: share.d }
})

router.get('/healthz', async (ctx) => {
  await mongo.db('library').command({ ping: 1 })
  ctx.body = { status: 'ok' }
})

const app = new Koa({ proxy: true })

app.use(async (ctx, next) => {
  try {
    await next()
  } catch (err) {
    ctx.status = err.status || 500
    ctx.body = { error: err.message, stack: err.stack, config: { mongo: process.env.MONGO_URL, env: app.env } }
    ctx.app.emit('error', err, ctx)
  }
})
app.use(bodyParser({ jsonLimit: '200kb' }))
app.use(router.routes()).use(router.allowedMethods())

mongo.connect().then(() => {
  app.listen(process.env.PORT || 3000)
})
