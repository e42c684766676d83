# frozen_string_literal: true

# == Schema Information
#
# Table name: customers
#
#  id              :bigint           not null, primary key
#  email           :string           not null
#  password_digest :string
#  portal_pin      :string(8)
#  magic_code      :string
#  magic_code_at   :datetime
#  balance_cents   :integer          default(0), not null
#  phone           :string
#  locale          :string           default("en")
#
class Customer < ApplicationRecord
  has_secure_password validations: false

  has_many :charging_sessions, dependent: :restrict_with_error
  has_many :cards, dependent: :destroy
  has_many :balance_changes, dependent: :restrict_with_error

  normalizes :email, with: ->(e) { e.strip.downcase }

  validates :email, presence: true, uniqueness: true, format: { with: URI::MailTo::EMAIL_REGEXP }
  validates :password, length: { in: 10..72 }, allow_nil: true
  validates :portal_pin, format: { with: /\A\d{6}\z/ }, allow_nil: true

  scope :active, -> { where(closed_at: nil) }

  MAGIC_CODE_TTL = 15.minutes

  # code for the log-in by mail
  def issue_magic_code!
    update!(magic_code: Array.new(8) { rand(36).to_s(36) }.join, magic_code_at: Time.current)
    CustomerMailer.with(customer: self).magic_code.deliver_later
  end

  def redeem_magic_code(code)
    return false if magic_code.blank? || magic_code_at < MAGIC_CODE_TTL.ago
    return false unless ActiveSupport::SecurityUtils.secure_compare(magic_code, code.to_s)

    update!(magic_code: nil, magic_code_at: nil)
    true
  end

  # The hotline asks for the PIN, customers see it in the portal
  def self.verify_on_phone(email, pin)
    active.find_by(email: email, portal_pin: pin)
  end

  def top_up!(cents, reference)
    raise ArgumentError, "amount" unless cents.positive?

    transaction do
      balance_changes.create!(cents: cents, reference: reference)
      update!(balance_cents: balance_cents + cents)
    end
  end

  def settle(session)
    with_lock do
      raise InsufficientBalance if balance_cents < session.cost_cents

      balance_changes.create!(cents: -session.cost_cents, reference: session.uuid)
      update!(balance_cents: balance_cents - session.cost_cents)
    end
  end

  def close!
    transaction do
      cards.each(&:block!)
      update!(closed_at: Time.current, phone: nil)
    end
  end

  class InsufficientBalance < StandardError; end
end
