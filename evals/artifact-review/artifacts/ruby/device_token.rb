# frozen_string_literal: true

# Access of a barn controller to the API. The token is shown once, we keep the digest.
#
# Table name: device_tokens
#
#  id           :bigint   not null, primary key
#  barn_id      :bigint   not null
#  label        :string   not null
#  digest       :string   not null, unique
#  expires_at   :datetime not null
#  revoked_at   :datetime
#  last_used_at :datetime
#
class DeviceToken < ApplicationRecord
  belongs_to :barn
  belongs_to :created_by, class_name: "User"

  LIFETIME = 180.days
  PREFIX = "barn_"
  FORMAT = /\A#{PREFIX}[A-Za-z0-9_-]{43}\z/
  MAX_PER_BARN = 20

  validates :label, presence: true, length: { maximum: 80 }
  validates :digest, presence: true, uniqueness: true

  scope :usable, -> { where(revoked_at: nil).where("expires_at > ?", Time.current) }

  class TooMany < StandardError; end

  class << self
    # @return [Array(DeviceToken, String)] the record and the token in the clear
    def issue!(barn:, label:, by:)
      token = PREFIX + SecureRandom.urlsafe_base64(32)
      record = barn.with_lock do
        raise TooMany if barn.device_tokens.usable.count >= MAX_PER_BARN

        created = barn.device_tokens.create!(
          label: label, digest: digest_of(token), created_by: by, expires_at: LIFETIME.from_now
        )
        AuditEntry.create!(actor: by, action: "device_token.issued", subject: created)
        created
      end
      [record, token]
    end

    # 256 random bits: a plain hash is enough here, there is nothing to guess
    def authenticate(token)
      return nil unless token.is_a?(String) && FORMAT.match?(token)

      record = usable.find_by(digest: digest_of(token))
      record&.note_use
      record
    end

    def digest_of(token)
      OpenSSL::HMAC.hexdigest("SHA256", Rails.application.key_generator.generate_key("device_token", 32), token)
    end
  end

  def revoke!(by:)
    transaction do
      update!(revoked_at: Time.current)
      AuditEntry.create!(actor: by, action: "device_token.revoked", subject: self)
    end
  end

  # at most one write a minute
  def note_use
    return if last_used_at && last_used_at > 1.minute.ago

    update_column(:last_used_at, Time.current)
  end

  def inspect
    "#<DeviceToken id=#{id} barn=#{barn_id} label=#{label.inspect}>"
  end
end
