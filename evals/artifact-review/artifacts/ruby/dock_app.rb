# frozen_string_literal: true

require "sinatra/base"
require "json"
require "logger"
require "openssl"
require "securerandom"
require "sequel"

# Dock scheduling for carriers: each carrier has an API key and sees its own slots.
class DockApp < Sinatra::Base
  DB = Sequel.connect(ENV.fetch("DATABASE_URL"), max_connections: 10, connect_timeout: 5, pool_timeout: 5)
  DB.extension :pg_timestamptz if DB.database_type == :postgres
  LOG = Logger.new($stdout)
  KEY_PEPPER = ENV.fetch("DOCK_KEY_PEPPER")
  MAX_BODY = 8 * 1024

  SORTS = { "starts" => :starts_at, "dock" => :dock_no }.freeze

  configure do
    disable :sessions
    set :show_exceptions, false
    set :raise_errors, false
    set :dump_errors, false
  end

  before { content_type :json }

  before "/slots*" do
    key = request.env["HTTP_X_API_KEY"].to_s
    halt 401, { error: "unknown key" }.to_json unless key.match?(/\A[0-9a-f]{64}\z/)
    digest = OpenSSL::HMAC.hexdigest("SHA256", KEY_PEPPER, key)
    @carrier = DB[:carriers].where(key_digest: digest, blocked: false).first
    halt 401, { error: "unknown key" }.to_json unless @carrier
  end

  helpers do
    def body_json
      raw = request.body.read(MAX_BODY + 1).to_s
      halt 413, { error: "too large" }.to_json if raw.bytesize > MAX_BODY
      data = JSON.parse(raw)
      data.is_a?(Hash) ? data : halt(400, { error: "object expected" }.to_json)
    rescue JSON::ParserError
      halt 400, { error: "not JSON" }.to_json
    end

    def own_slots
      DB[:slots].where(carrier_id: @carrier[:id])
    end
  end

  get "/slots" do
    order = SORTS.fetch(params["sort"], :starts_at)
    own_slots.where { ends_at > Sequel::CURRENT_TIMESTAMP }
             .order(order, :id).limit(200)
             .select(:id, :dock_no, :starts_at, :ends_at, :plate).all.to_json
  end

  post "/slots/:id/book" do
    plate = body_json["plate"].to_s
    halt 422, { error: "plate" }.to_json unless plate.match?(/\A[A-Z0-9 -]{4,12}\z/)
    # a single conditional update, whoever comes second gets the conflict
    taken = DB[:slots].where(id: params["id"].to_i, carrier_id: nil)
                      .where { starts_at > Sequel::CURRENT_TIMESTAMP }
                      .update(carrier_id: @carrier[:id], plate: plate, booked_at: Sequel::CURRENT_TIMESTAMP)
    halt 409, { error: "slot not free" }.to_json if taken.zero?
    LOG.info("slot #{params['id'].to_i} booked by carrier #{@carrier[:id]}")
    status 201
    own_slots.where(id: params["id"].to_i).first.to_json
  end

  delete "/slots/:id" do
    freed = own_slots.where(id: params["id"].to_i)
                     .where { starts_at > Sequel::CURRENT_TIMESTAMP }
                     .update(carrier_id: nil, plate: nil, booked_at: nil)
    halt 404, { error: "no such slot" }.to_json if freed.zero?
    LOG.info("slot #{params['id'].to_i} given back by carrier #{@carrier[:id]}")
    204
  end

  get "/health" do
    DB.get(Sequel.lit("1"))
    { status: "ok" }.to_json
  rescue Sequel::Error => e
    LOG.error("health: #{e.class}")
    halt 503, { status: "database" }.to_json
  end

  error do
    id = SecureRandom.hex(6)
    e = env["sinatra.error"]
    LOG.error("#{id} #{e.class}: #{e.message} #{e.backtrace&.first}")
    { error: "internal error", id: id }.to_json
  end

  not_found { { error: "not found" }.to_json }
end
