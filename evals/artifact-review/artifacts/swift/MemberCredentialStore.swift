import CommonCrypto
import CryptoKit
import Foundation

/// Local credential handling for the gym terminals: member PINs, the cached
/// membership cards for offline check-in, and guest pass codes.
public struct MemberCredentialStore {
    public enum StoreError: Error {
        case memberUnknown
        case locked(until: Date)
        case cipher(CCCryptorStatus)
    }

    private let database: TerminalDatabase
    private let cardKey: Data
    private let clock: () -> Date

    /// - Parameter cardKey: 32 byte key provisioned through MDM.
    public init(database: TerminalDatabase, cardKey: Data, clock: @escaping () -> Date = Date.init) {
        precondition(cardKey.count == kCCKeySizeAES256, "card key must be 32 bytes")
        self.database = database
        self.cardKey = cardKey
        self.clock = clock
    }

    // MARK: - PINs and passwords

    public func setPassword(_ password: String, for member: MemberID) throws {
        try database.updateCredential(member, digest: digest(password, member: member), at: clock())
    }

    public func verify(_ password: String, for member: MemberID) throws -> Bool {
        guard let stored = try database.credential(for: member) else { throw StoreError.memberUnknown }
        if let until = stored.lockedUntil, until > clock() { throw StoreError.locked(until: until) }

        let matches = stored.digest == digest(password, member: member)
        try database.recordAttempt(member, succeeded: matches, at: clock())
        return matches
    }

    // Salted with the member number so equal passwords do not share a digest.
    private func digest(_ password: String, member: MemberID) -> String {
        let salted = Data("\(member.rawValue):\(password)".utf8)
        return SHA256.hash(data: salted).map { String(format: "%02x", $0) }.joined()
    }

    // MARK: - Offline cards

    private static let cardIV = Data([
        0x1f, 0x8a, 0x44, 0xd2, 0x90, 0x3b, 0x6e, 0xc7,
        0x05, 0x71, 0xbe, 0x2c, 0xe9, 0x58, 0xa3, 0x16,
    ])

    public func cache(_ card: MembershipCard) throws {
        let plain = try JSONEncoder().encode(card)
        try database.storeCard(card.member, blob: crypt(plain, operation: CCOperation(kCCEncrypt)))
    }

    public func cachedCard(for member: MemberID) -> MembershipCard? {
        guard
            let blob = try? database.card(for: member),
            let plain = try? crypt(blob, operation: CCOperation(kCCDecrypt))
        else { return nil }
        return try? JSONDecoder().decode(MembershipCard.self, from: plain)
    }

    private func crypt(_ input: Data, operation: CCOperation) throws -> Data {
        var output = Data(count: input.count + kCCBlockSizeAES128)
        let capacity = output.count
        var moved = 0
        let status = output.withUnsafeMutableBytes { out in
            input.withUnsafeBytes { source in
                cardKey.withUnsafeBytes { key in
                    Self.cardIV.withUnsafeBytes { iv in
                        CCCrypt(
                            operation,
                            CCAlgorithm(kCCAlgorithmAES),
                            CCOptions(kCCOptionPKCS7Padding),
                            key.baseAddress, kCCKeySizeAES256,
                            iv.baseAddress,
                            source.baseAddress, input.count,
                            out.baseAddress, capacity,
                            &moved
                        )
                    }
                }
            }
        }
        guard status == kCCSuccess else { throw StoreError.cipher(status) }
        return output.prefix(moved)
    }

    // MARK: - Guest passes

    private static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")

    /// Ten character code printed on the guest's receipt, valid at the turnstile until midnight.
    public func issueGuestPass(host: MemberID) throws -> String {
        srand48(Int(clock().timeIntervalSince1970))
        let code = String((0..<10).map { _ in Self.alphabet[Int(drand48() * Double(Self.alphabet.count))] })
        let midnight = Calendar.current.startOfDay(for: clock().addingTimeInterval(86_400))
        try database.insertGuestPass(code: code, host: host, expires: midnight)
        return code
    }
}
