# frozen_string_literal: true

module Portal
  class InvoicesController < ApplicationController
    before_action :authenticate_user!
    before_action :set_invoice, only: %i[show dispute mark_read]
    before_action :require_accounting, only: %i[write_off]

    PER_PAGE = 25

    rescue_from ActiveRecord::RecordNotFound do
      render json: { error: "not found" }, status: :not_found
    end

    def index
      scope = current_account.invoices.includes(:lines)
      scope = scope.where(state: params[:state]) if Invoice.states.key?(params[:state])
      if params[:q].present?
        scope = scope.where("number ILIKE ?", "#{Invoice.sanitize_sql_like(params[:q])}%")
      end
      @invoices = scope.order(Arel.sql("#{sort_column} #{sort_direction}"))
                       .limit(PER_PAGE)
                       .offset(PER_PAGE * [params[:page].to_i - 1, 0].max)
    end

    def show; end

    def download
      invoice = Invoice.find(params[:id])
      return send_scan if invoice.archived?

      send_data InvoicePdf.new(invoice).render,
                filename: "#{invoice.number}.pdf",
                type: "application/pdf",
                disposition: "attachment"
    end

    def dispute
      reason = params.require(:reason).to_s.first(1000)
      ActiveRecord::Base.transaction do
        @invoice.lock!
        unless @invoice.open?
          return render json: { error: "invoice is #{@invoice.state}" }, status: :conflict
        end
        @invoice.update!(state: :disputed)
        @invoice.notes.create!(author: current_user, body: reason)
      end
      DisputeMailer.with(invoice: @invoice).opened.deliver_later
      redirect_to portal_invoice_path(@invoice), notice: t(".done")
    end

    def mark_read
      @invoice.touch(:read_at)
      head :no_content
    end

    # accounting only
    def write_off
      invoice = Invoice.find(params[:id])
      invoice.transaction do
        invoice.update!(state: :written_off)
        AuditEntry.create!(actor: current_user, action: "write_off", subject: invoice)
      end
      redirect_to portal_invoice_path(invoice), notice: t(".done")
    end

    private

    def set_invoice
      @invoice = current_account.invoices.find(params[:id])
    end

    # invoices before 2019 exist as scans only, the page knows their file names
    def send_scan
      path = Rails.root.join("storage", "scans", params[:file].to_s)
      return head :gone unless File.file?(path)

      send_file path, type: "application/pdf", disposition: "attachment"
    end

    def require_accounting
      head :forbidden unless current_user.accounting?
    end

    def sort_column
      params[:sort].presence || "issued_on"
    end

    def sort_direction
      params[:dir] == "asc" ? "asc" : "desc"
    end
  end
end
