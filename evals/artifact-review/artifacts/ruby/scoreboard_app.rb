require "sinatra/base"
require "sequel"
require "json"
require "bcrypt"
require "logger"

# Live scores of the regional handball league: public board, entry by the time keepers
class ScoreboardApp < Sinatra::Base
  DB = Sequel.connect(ENV.fetch("DATABASE_URL"), max_connections: 8, connect_timeout: 5)
  LOG = Logger.new($stdout)

  configure do
    enable :sessions
    set :session_secret, "b7f2c9d04e6a18f35c71d8a2904be6f0c3d5a7e8196b24fd08c7a1e3596d2b4f8e0a6c1d93b57f24"
    set :sessions, httponly: false, expire_after: 90 * 24 * 3600
    set :protection, except: [:frame_options] # clubs embed the board
    disable :show_exceptions
  end

  helpers do
    def h(text)
      Rack::Utils.escape_html(text.to_s)
    end

    def keeper
      @keeper ||= DB[:keepers][id: session[:keeper]] if session[:keeper]
    end

    def keeper!
      halt 401, "log in first" unless keeper
    end

    def match!(id)
      DB[:matches][id: id.to_i] || halt(404)
    end
  end

  get "/" do
    q = params["club"].to_s
    rows = DB[:matches].where(live: true).order(:started_at).limit(60)
    rows = rows.where(Sequel.ilike(:home, "%#{DB.dataset.escape_like(q)}%")) unless q.empty?
    html = "<h1>Live</h1>"
    html << "<p>Matches of #{params['club']}</p>" unless q.empty?
    rows.each do |m|
      html << "<p>#{h m[:home]} - #{h m[:guest]} <b>#{m[:home_goals]}:#{m[:guest_goals]}</b></p>"
    end
    html
  end

  post "/login" do
    k = DB[:keepers][login: params["login"].to_s]
    halt 401, "wrong" unless k && BCrypt::Password.new(k[:password_digest]) == params["password"].to_s
    session.clear
    session[:keeper] = k[:id]
    redirect "/keeper"
  end

  get "/keeper" do
    keeper!
    content_type :json
    DB[:matches].where(keeper_id: keeper[:id]).order(Sequel.desc(:started_at)).limit(20).all.to_json
  end

  post "/matches/:id/goal" do
    keeper!
    m = match!(params["id"])
    halt 403 unless m[:keeper_id] == keeper[:id] && m[:live]
    column = { "home" => :home_goals, "guest" => :guest_goals }[params["side"]] || halt(422)
    DB[:matches].where(id: m[:id]).update(column => Sequel[column] + 1)
    204
  end

  post "/matches/:id/correct" do
    m = match!(params["id"])
    home = Integer(params["home"], exception: false)
    guest = Integer(params["guest"], exception: false)
    halt 422 unless home && guest && home.between?(0, 99) && guest.between?(0, 99)
    DB[:matches].where(id: m[:id]).update(home_goals: home, guest_goals: guest)
    LOG.info("match #{m[:id]} corrected to #{home}:#{guest}")
    204
  end

  get "/health" do
    DB.get(Sequel.lit("1"))
    "ok"
  end
end
