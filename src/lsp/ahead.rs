//! Ahead: changes of many documents at once, made beside the state, so that nobody who asks for
//! something meanwhile waits for them, or finds the look-ups not made yet.

use std::collections::BTreeSet;

use crate::index::FileId;
use crate::index::Host;
use crate::lsp::Shared;

/// How often it is begun anew because somebody has typed meanwhile.
const TRIES: usize = 4;

/// Changes the host, behind everything that somebody waits for. `change` is done anew, on another
/// host, where something else has changed meanwhile; it is told the documents that are open.
pub(super) fn change(shared: &Shared, change: impl Fn(&mut Host, &BTreeSet<FileId>) + Sync) {
    for _ in 0..TRIES {
        let (mut fork, open) = {
            let world = shared.state.world();
            (world.host.fork(), world.open.keys().copied().collect())
        };
        shared.pool.behind(|| {
            let before = fork.host.snapshot();
            change(&mut fork.host, &open);
            fork.host.snapshot().prepare_as(&before);
        });
        // What is left is dropped without the lock.
        if shared.state.world().host.advance(&mut fork) {
            return;
        }
    }
    let mut world = shared.state.world();
    let open = world.open.keys().copied().collect();
    change(&mut world.host, &open);
}
