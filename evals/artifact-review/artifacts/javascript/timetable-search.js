const express = require('express')
const knexFactory = require('knex')
const morgan = require('morgan')

const knex = knexFactory({
  client: 'pg',
  connection: process.env.TIMETABLE_DB,
  pool: { min: 2, max: 15 },
})

const DAY_BITS = { mon: 1, tue: 2, wed: 4, thu: 8, fri: 16, sat: 32, sun: 64 }

function dayBit(date) {
  return Object.values(DAY_BITS)[(new Date(date).getUTCDay() + 6) % 7]
}

function departuresQuery({ stop, date, after, lines, accessible, near }) {
  const q = knex('departures as d')
    .join('trips as t', 't.id', 'd.trip_id')
    .join('lines as l', 'l.id', 't.line_id')
    .join('stops as s', 's.id', 'd.stop_id')
    .select('d.id', 'd.departs_at', 'd.platform', 'l.code as line', 't.headsign', 's.name as stop')
    .whereRaw('(t.days & ?) > 0', [dayBit(date)])
    .andWhere('t.valid_from', '<=', date)
    .andWhere('t.valid_to', '>=', date)

  if (stop) q.andWhere('s.code', stop)
  if (after) q.andWhere('d.departs_at', '>=', after)
  if (accessible === '1') q.andWhere('t.low_floor', true)

  if (lines) {
    const codes = lines.split(',').map((c) => `'${c.trim()}'`)
    q.andWhere(knex.raw(`l.code in (${codes.join(',')})`))
  }

  if (near) {
    const [lat, lon] = near.split(',')
    q.whereRaw(`ST_DWithin(s.geom, ST_MakePoint(${lon}, ${lat})::geography, 600)`)
  }
  return q
}

const app = express()
app.set('trust proxy', 1)
app.use(morgan('tiny'))

app.get('/departures', async (req, res, next) => {
  try {
    const date = /^\d{4}-\d{2}-\d{2}$/.test(req.query.date || '')
      ? req.query.date
      : new Date().toISOString().slice(0, 10)
    const rows = await departuresQuery({ ...req.query, date })
      .orderBy('d.departs_at')
      .limit(Math.min(parseInt(req.query.limit, 10) || 40, 200))
    res.set('Cache-Control', 'public, max-age=30')
    res.json({ date, departures: rows })
  } catch (err) {
    next(err)
  }
})

app.get('/stops', async (req, res, next) => {
  try {
    const term = String(req.query.q || '').trim()
    if (term.length < 2) return res.json({ stops: [] })
    const rows = await knex('stops')
      .select('code', 'name', 'zone')
      .whereRaw('unaccent(name) ilike unaccent(?)', [`%${term}%`])
      .orderByRaw('similarity(name, ?) desc', [term])
      .limit(15)
    res.json({ stops: rows })
  } catch (err) {
    next(err)
  }
})

app.get('/disruptions', async (req, res) => {
  let disruptions = []
  try {
    disruptions = await knex('disruptions')
      .select('id', 'line_code', 'severity', 'text', 'until')
      .where('until', '>', knex.fn.now())
      .orderBy('severity', 'desc')
  } catch (e) {}
  res.json({ disruptions })
})

app.get('/health', async (req, res) => {
  try {
    await knex.raw('select 1')
    res.json({ status: 'up' })
  } catch (err) {
    console.error('health check failed', err.message)
    res.status(503).json({ status: 'down' })
  }
})

app.use((err, req, res, next) => {
  console.error(err)
  if (res.headersSent) return next(err)
  res.status(500).json({ error: 'internal error' })
})

if (require.main === module) {
  const port = process.env.PORT || 8080
  app.listen(port, () => console.log(`timetable api on ${port}`))
}

module.exports = { app, departuresQuery }
