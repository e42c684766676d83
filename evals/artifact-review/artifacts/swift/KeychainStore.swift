import Foundation
import Security

/// Errors from the keychain, carrying the status so that support can look it up.
public struct KeychainError: Error, Equatable, CustomStringConvertible {
    public let operation: String
    public let status: OSStatus

    public var description: String {
        let text = SecCopyErrorMessageString(status, nil) as String? ?? "unknown"
        return "keychain \(operation) failed: \(text) (\(status))"
    }
}

public enum KeychainItem: String, CaseIterable, Sendable {
    case accessToken = "access_token"
    case refreshToken = "refresh_token"
    case meterPassword = "meter_password"

    /// Only the refresh token is needed by the background refresh task.
    var accessibility: CFString {
        switch self {
        case .refreshToken:
            return kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        case .accessToken, .meterPassword:
            return kSecAttrAccessibleWhenUnlockedThisDeviceOnly
        }
    }
}

/// Generic-password wrapper used by the smart meter app.
///
///     let store = KeychainStore(service: "energy.voltia.meter")
///     try store.set("changeme", for: .meterPassword)
///
/// Values never leave the device: the items are not synchronised and not part of backups.
public struct KeychainStore: Sendable {
    private let service: String
    private let accessGroup: String?

    public init(service: String, accessGroup: String? = nil) {
        self.service = service
        self.accessGroup = accessGroup
    }

    public func set(_ value: String, for item: KeychainItem) throws {
        let data = Data(value.utf8)
        let update: [CFString: Any] = [
            kSecValueData: data,
            kSecAttrAccessible: item.accessibility,
        ]
        let status = SecItemUpdate(query(item) as CFDictionary, update as CFDictionary)
        switch status {
        case errSecSuccess:
            return
        case errSecItemNotFound:
            try add(data, for: item)
        default:
            throw KeychainError(operation: "update", status: status)
        }
    }

    /// Returns `nil` only when there is no such item. A locked keychain is an error.
    public func string(for item: KeychainItem) throws -> String? {
        var query = query(item)
        query[kSecReturnData] = true
        query[kSecMatchLimit] = kSecMatchLimitOne

        var result: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &result)
        switch status {
        case errSecSuccess:
            guard let data = result as? Data, let text = String(data: data, encoding: .utf8) else {
                throw KeychainError(operation: "decode", status: errSecDecode)
            }
            return text
        case errSecItemNotFound:
            return nil
        default:
            throw KeychainError(operation: "read", status: status)
        }
    }

    public func remove(_ item: KeychainItem) throws {
        let status = SecItemDelete(query(item) as CFDictionary)
        guard status == errSecSuccess || status == errSecItemNotFound else {
            throw KeychainError(operation: "delete", status: status)
        }
    }

    /// Removes everything on sign-out. Tries all items before reporting the first failure.
    public func removeAll() throws {
        var firstFailure: (any Error)?
        for item in KeychainItem.allCases {
            do {
                try remove(item)
            } catch {
                firstFailure = firstFailure ?? error
            }
        }
        if let firstFailure { throw firstFailure }
    }

    private func add(_ data: Data, for item: KeychainItem) throws {
        var attributes = query(item)
        attributes[kSecValueData] = data
        attributes[kSecAttrAccessible] = item.accessibility
        let status = SecItemAdd(attributes as CFDictionary, nil)
        guard status == errSecSuccess else {
            throw KeychainError(operation: "add", status: status)
        }
    }

    private func query(_ item: KeychainItem) -> [CFString: Any] {
        var query: [CFString: Any] = [
            kSecClass: kSecClassGenericPassword,
            kSecAttrService: service,
            kSecAttrAccount: item.rawValue,
            kSecAttrSynchronizable: false,
            kSecUseDataProtectionKeychain: true,
        ]
        if let accessGroup {
            query[kSecAttrAccessGroup] = accessGroup
        }
        return query
    }
}
