import LiaisonInstallation
import LiaisonService
import LiaisonStore

extension CommandFailure {
    /// What keeps a service from running, or what it couldn't do, and what to do about it.
    init(_ failure: ServiceFailure) {
        switch failure {
        case .system(let error): self.init(error)
        case .site(let error): self.init(error)
        case .blank(let settings, let directory): self.init(blank: settings, in: directory)
        case .badAddress(let setting, let value):
            self.init(
                "serve.address", ["setting": setting.rawValue, "value": value],
                remedy: "serve.address.remedy")
        case .badProxy(let text):
            self.init("serve.proxy", ["value": text], remedy: "serve.proxy.remedy")
        case .accessLog(let path, let error):
            self.init(
                "serve.access-log", ["path": path], remedy: "serve.access-log.remedy", cause: error)
        case .listener(let address, let error):
            let isTaken = error.code == .addressInUse
            self.init(
                "serve.listen", ["address": address],
                remedy: isTaken ? "serve.listen.taken" : "serve.listen.remedy", cause: error)
        case .needsRestart(let settings):
            self.init(
                "serve.restart", ["settings": settings.map(\.rawValue).joined(separator: ", ")],
                remedy: "serve.restart.remedy")
        case .notErased(let number, let cause):
            self.init("erase.failed", ["case": number.description], cause: cause)
        case .clockDoubted(let newest):
            self.init(
                "erase.clock", ["date": newest?.iso8601 ?? "-"], remedy: "erase.clock.remedy")
        case .unnamedClients(let proxy):
            self.init("serve.unnamed", ["address": proxy], remedy: "serve.unnamed.remedy")
        }
    }

    /// Settings are blank that must not be; the remedy is the command line that fills them in.
    private init(blank settings: [Setting], in directory: DataDirectory) {
        let words = settings.map { "--set \($0.rawValue)=..." }.joined(separator: " ")
        self.init(
            "serve.blank",
            [
                "settings": settings.map(\.rawValue).joined(separator: ", "),
                "path": directory.path(of: .configuration),
                "command": "liaison init --data \(directory.path) \(words)",
            ],
            remedy: "serve.blank.remedy")
    }
}
