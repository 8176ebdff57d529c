import LiaisonRoster
import LiaisonSystem

extension CommandFailure {
    /// A code that can't be shown, revoked or replaced.
    init(_ error: CodeChangeError, _ context: CommandContext) {
        switch error {
        case .unknown(let code):
            self.init("code.unknown", ["code": "\(code)"], remedy: "code.unknown.remedy")
        case .alreadyRevoked(let code, let since, let successor?):
            self.init(
                "code.replaced",
                ["code": "\(code)", "date": BeijingTime(since).date.iso8601, "successor": "\(successor)"],
                remedy: "code.replaced.remedy")
        case .alreadyRevoked(let code, let since, nil):
            self.init(
                "code.revoked", ["code": "\(code)", "date": BeijingTime(since).date.iso8601],
                remedy: "code.revoked.remedy")
        case .holderRetired(let holder, let since):
            self.init(
                "code.holder-retired", ["name": holder.name, "date": BeijingTime(since).date.iso8601],
                remedy: "code.holder-retired.remedy")
        }
    }
}
