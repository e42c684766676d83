# frozen_string_literal: true

require "net/http"
require "yaml"

# Loads the programme of a cultural venue from the address in its profile.
# Venues publish JSON, YAML (older ones), our own XML or iCal.
class ImportFeedJob
  include Sidekiq::Job

  sidekiq_options queue: :feeds, retry: 3

  MAX_EVENTS = 500

  def perform(venue_id)
    venue = Venue.find(venue_id)
    return if venue.feed_url.blank? || venue.feed_paused?

    body, type = download(venue.feed_url)
    entries = parse(body, type).first(MAX_EVENTS)

    imported = 0
    entries.each do |entry|
      imported += 1 if upsert(venue, entry)
    end

    venue.update!(feed_checked_at: Time.current, feed_count: imported, feed_state: "ok")
    Rails.logger.info("feed venue=#{venue.id} events=#{imported}")
  end

  private

  def download(url)
    uri = URI.parse(url)
    raise ArgumentError, "not http" unless uri.is_a?(URI::HTTP)

    Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == "https", open_timeout: 5, read_timeout: 20) do |http|
      res = http.get(uri.request_uri, "User-Agent" => "CultureHub/2.1")
      case res
      when Net::HTTPRedirection
        # shared hosters move people around a lot
        return download(res["location"])
      when Net::HTTPSuccess
        return [res.body, res["content-type"].to_s]
      else
        raise "feed answered #{res.code}"
      end
    end
  end

  def parse(body, type)
    if type.include?("json")
      JSON.parse(body)
    elsif type.include?("yaml") || body.start_with?("---")
      YAML.unsafe_load(body)
    elsif type.include?("xml")
      doc = Nokogiri::XML(body) { |c| c.noent.nonet }
      doc.xpath("//event").map do |e|
        { "uid" => e["id"], "title" => e.at("title")&.text, "starts_at" => e["start"], "text" => e.at("text")&.text }
      end
    else
      Icalendar::Calendar.parse(body).flat_map(&:events).map do |e|
        { "uid" => e.uid.to_s, "title" => e.summary.to_s, "starts_at" => e.dtstart.to_time, "text" => e.description.to_s }
      end
    end
  end

  def upsert(venue, entry)
    event = venue.events.find_or_initialize_by(external_id: entry["uid"].to_s)
    event.assign_attributes(
      title: entry["title"].to_s.truncate(200),
      starts_at: entry["starts_at"],
      text: ActionController::Base.helpers.sanitize(entry["text"].to_s),
      source: "feed"
    )
    event.save!
  rescue ActiveRecord::RecordInvalid => e
    Rails.logger.warn("feed venue=#{venue.id} entry skipped: #{e.record.errors.full_messages.to_sentence}")
    false
  end
end
