# frozen_string_literal: true

require "net/http"

# Takes over the stock figures of the central warehouse, one page after the other.
class SyncStockJob
  include Sidekiq::Job

  sidekiq_options queue: :sync, retry: 8, lock: :until_executed

  MAX_PAGES = 400
  MAX_BODY = 5.megabytes

  class FeedError < StandardError; end

  sidekiq_retries_exhausted do |job, error|
    Rails.logger.error("stock sync given up jid=#{job['jid']} error=#{error.class}")
    OpsMailer.stock_sync_failed(job["jid"], error.class.name).deliver_later
  end

  def perform(run_id)
    run = StockRun.find(run_id)
    return if run.finished?

    page = run.next_page
    while page && page <= MAX_PAGES
      data = fetch(page)
      following = data["next"]
      # the page and the mark that it is done are one transaction, a retry goes on where it stopped
      StockRun.transaction do
        apply(data.fetch("items"))
        run.update!(next_page: following, pages: run.pages + 1)
      end
      page = following
    end
    raise FeedError, "more than #{MAX_PAGES} pages" if page

    run.update!(finished_at: Time.current)
  end

  private

  def apply(items)
    rows = items.map do |i|
      { sku: i.fetch("sku"), quantity: Integer(i.fetch("quantity")), synced_at: Time.current }
    end
    Stock.upsert_all(rows, unique_by: :sku) if rows.any?
  rescue KeyError, ArgumentError, TypeError => e
    raise FeedError, "item not understood: #{e.class}"
  end

  def fetch(page)
    uri = URI.join(Rails.configuration.x.warehouse.base_url, "/v3/stock?page=#{Integer(page)}")
    raise FeedError, "https only" unless uri.is_a?(URI::HTTPS)

    body = +""
    Timeout.timeout(60, FeedError) do
      Net::HTTP.start(uri.host, uri.port, use_ssl: true, open_timeout: 5, read_timeout: 20, write_timeout: 10) do |http|
        request = Net::HTTP::Get.new(uri, "Accept" => "application/json",
                                          "Authorization" => "Bearer #{Rails.application.credentials.dig(:warehouse, :token)}")
        http.request(request) do |response|
          raise FeedError, "status #{response.code}" unless response.is_a?(Net::HTTPOK)

          response.read_body do |chunk|
            body << chunk
            raise FeedError, "page #{page} is larger than #{MAX_BODY} bytes" if body.bytesize > MAX_BODY
          end
        end
      end
    end
    JSON.parse(body)
  rescue JSON::ParserError
    raise FeedError, "page #{page} is not JSON"
  end
end
