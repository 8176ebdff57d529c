import CAssets
import LiaisonSystem

/// An invented roster for demonstrations, three stations and eight deputies; imported like any other.
package enum SampleRoster {
    /// The bytes of `assets/sample/stations.csv`.
    package static let stations = asset_stations_csv().content
    /// The bytes of `assets/sample/deputies.csv`.
    package static let deputies = asset_deputies_csv().content
}
