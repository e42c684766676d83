# frozen_string_literal: true

# Work orders of the machine shop. Operators see their cell, foremen the whole hall.
class WorkOrdersController < ApplicationController
  before_action :authenticate_user!
  before_action :set_work_order, only: %i[show start finish attach]

  SORTABLE = {
    "number" => "work_orders.number",
    "due" => "work_orders.due_on",
    "machine" => "machines.name",
    "priority" => "work_orders.priority"
  }.freeze

  MAX_ATTACHMENT = 15.megabytes
  ATTACHMENT_TYPES = {
    "application/pdf" => "pdf",
    "image/jpeg" => "jpg",
    "image/png" => "png"
  }.freeze

  def index
    @work_orders = policy_scope(WorkOrder)
                   .joins(:machine)
                   .order(Arel.sql("#{SORTABLE.fetch(params[:sort], SORTABLE['due'])} #{direction}"), :id)
                   .limit(100)
                   .offset(100 * params[:page].to_i.clamp(0, 10_000))
  end

  def show; end

  def start
    authorize @work_order, :operate?
    # with_lock reloads, so two operators cannot both start it
    started = @work_order.with_lock do
      next false unless @work_order.released?

      @work_order.update!(state: :running, started_at: Time.current, operator: current_user)
      true
    end
    if started
      redirect_to @work_order, notice: t(".started")
    else
      redirect_to @work_order, alert: t(".not_released")
    end
  end

  def finish
    authorize @work_order, :operate?
    attrs = params.require(:work_order).permit(:good_parts, :scrap_parts, :remark)
    finished = @work_order.with_lock do
      next false unless @work_order.running?

      @work_order.assign_attributes(attrs)
      @work_order.state = :finished
      @work_order.finished_at = Time.current
      @work_order.save
    end
    if finished
      StockPostingJob.perform_later(@work_order.id)
      redirect_to work_orders_path, notice: t(".finished")
    else
      flash.now[:alert] = t(".not_finished")
      render :show, status: :unprocessable_entity
    end
  end

  def attach
    authorize @work_order, :operate?
    upload = params.require(:file)
    return head :bad_request unless upload.is_a?(ActionDispatch::Http::UploadedFile)
    return head :payload_too_large if upload.size > MAX_ATTACHMENT
    return head :conflict if @work_order.attachments.count >= 40

    # by content; the browser's type and the name are not asked
    type = Marcel::MimeType.for(upload.tempfile)
    return head :unsupported_media_type unless ATTACHMENT_TYPES.key?(type)

    @work_order.attachments.attach(
      io: upload.tempfile,
      filename: "#{@work_order.number}-#{SecureRandom.hex(6)}.#{ATTACHMENT_TYPES.fetch(type)}",
      content_type: type,
      identify: false
    )
    redirect_to @work_order, notice: t(".attached")
  end

  private

  def set_work_order
    @work_order = policy_scope(WorkOrder).find(params[:id])
  end

  def direction
    params[:dir] == "desc" ? "DESC" : "ASC"
  end
end
