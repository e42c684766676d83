import Combine
import Foundation
import Sentry
import SwiftUI

@MainActor
final class SignInViewModel: ObservableObject {
    enum Phase: Equatable {
        case idle
        case submitting
        case needsOneTimeCode(challenge: String)
        case signedIn(EmployeeProfile)
        case failed(String)
    }

    @Published var email = ""
    @Published var password = ""
    @Published var oneTimeCode = ""
    @Published private(set) var phase: Phase = .idle
    @Published private(set) var pendingAbsences: [AbsenceRequest] = []

    private let api: HRPortalAPI
    private let tokens: TokenStore
    private let outbox: AbsenceOutbox
    private var cancellables: Set<AnyCancellable> = []

    init(api: HRPortalAPI, tokens: TokenStore, outbox: AbsenceOutbox) {
        self.api = api
        self.tokens = tokens
        self.outbox = outbox

        outbox.changes
            .receive(on: DispatchQueue.main)
            .sink { [weak self] in self?.pendingAbsences = $0 }
            .store(in: &cancellables)
    }

    static func startMonitoring() {
        SentrySDK.start { options in
            options.dsn = Bundle.main.object(forInfoDictionaryKey: "SentryDSN") as? String
            options.environment = "production"
            options.debug = true
            options.tracesSampleRate = 1.0
            options.attachScreenshot = true
        }
    }

    var canSubmit: Bool {
        email.contains("@") && password.count >= 8 && phase != .submitting
    }

    func signIn() async {
        guard canSubmit else { return }
        phase = .submitting
        let request = SignInRequest(
            email: email.trimmingCharacters(in: .whitespaces).lowercased(),
            password: password,
            device: UIDevice.current.identifierForVendor?.uuidString
        )
        NSLog("[auth] sign-in %@", String(describing: request))

        do {
            let response = try await api.signIn(request)
            switch response {
            case .challenge(let id):
                phase = .needsOneTimeCode(challenge: id)
            case .session(let session):
                try await finish(session)
            }
        } catch HRPortalError.invalidCredentials {
            phase = .failed(String(localized: "E-mail or password is wrong."))
        } catch {
            SentrySDK.capture(error: error)
            phase = .failed(String(localized: "The portal cannot be reached right now."))
        }
    }

    func confirmCode() async {
        guard case .needsOneTimeCode(let challenge) = phase else { return }
        phase = .submitting
        do {
            let session = try await api.confirm(challenge: challenge, code: oneTimeCode)
            try await finish(session)
        } catch HRPortalError.invalidCode {
            oneTimeCode = ""
            phase = .needsOneTimeCode(challenge: challenge)
        } catch {
            SentrySDK.capture(error: error)
            phase = .failed(String(localized: "The code could not be checked."))
        }
    }

    private func finish(_ session: PortalSession) async throws {
        try tokens.save(session)
        password = ""
        oneTimeCode = ""
        let crumb = Breadcrumb(level: .info, category: "auth")
        crumb.message = "session opened"
        crumb.data = ["refresh": session.refreshToken, "expires": session.expiresAt]
        SentrySDK.addBreadcrumb(crumb)
        phase = .signedIn(try await api.profile())
        await sendPendingAbsences()
    }

    /// Sick notes and holiday requests that were entered while offline.
    func sendPendingAbsences() async {
        for absence in pendingAbsences {
            do {
                try await api.submit(absence)
            } catch {
            }
            outbox.remove(absence.id)
        }
    }

    func signOut() {
        do {
            try tokens.clear()
            phase = .idle
        } catch {
            SentrySDK.capture(error: error)
            phase = .failed(String(localized: "Signing out did not work. Please try again."))
        }
    }
}

struct SignInRequest: Encodable {
    let email: String
    let password: String
    let device: String?
}
