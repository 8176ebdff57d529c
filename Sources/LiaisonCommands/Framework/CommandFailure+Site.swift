import LiaisonCases
import LiaisonDesk
import LiaisonRoster
import LiaisonWeb

extension CommandFailure {
    /// What is wrong with a stored roster, and what to do about it.
    package init(_ error: RosterError) {
        switch error {
        case .system(let error): self.init(error)
        case .damaged(let file, let line, _):
            self.init(
                "cli.roster.damaged", ["file": file, "line": "\(line)"], remedy: "cli.roster.damaged.remedy")
        case .newerFormat(let file, let version):
            self.init(
                "cli.roster.newer", ["file": file, "version": "\(version)"], remedy: "cli.roster.newer.remedy"
            )
        case .gone(let file): self.init("cli.roster.gone", ["file": file], remedy: "cli.roster.gone.remedy")
        }
    }

    /// What keeps an installation from being served, and what to do about it.
    package init(_ error: SiteError) {
        switch error {
        case .installation(let error): self.init(error)
        case .roster(let error): self.init(error)
        case .blank(let settings):
            self.init(
                "serve.reload-blank", ["settings": settings.map(\.rawValue).joined(separator: ", ")],
                remedy: "serve.reload-blank.remedy")
        case .baseURL(let text):
            self.init("serve.base-url", ["value": text], remedy: "serve.base-url.remedy")
        }
    }
}
