//! How a document is made: what can be folded, selected, and edited together.

use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::jsonrpc::Result;

use crate::ide;
use crate::lsp::Server;
use crate::lsp::convert;
use crate::lsp::pool::Lane;
use crate::lsp::requests::Row;

pub(super) const ROWS: &[Row] = &[
    Row {
        route: |it| it.custom_method("textDocument/foldingRange", Server::folding_ranges),
        announce: |it, _| it.folding_range_provider = Some(true.into()),
    },
    Row {
        route: |it| it.custom_method("textDocument/selectionRange", Server::selection_ranges),
        announce: |it, _| it.selection_range_provider = Some(true.into()),
    },
    Row {
        route: |it| it.custom_method("textDocument/linkedEditingRange", Server::linked_ranges),
        announce: |it, _| it.linked_editing_range_provider = Some(true.into()),
    },
];

impl Server {
    async fn folding_ranges(
        &self,
        params: lsp::FoldingRangeParams,
    ) -> Result<Option<Vec<lsp::FoldingRange>>> {
        let view = self.shared.state.view(&params.text_document.uri);
        self.about(view, Lane::Checks, "folds", |view, _| {
            let most = view.session.navigation.most_folds.unwrap_or(usize::MAX);
            let folds = ide::folds(&view.snapshot, view.file, most);
            let folds = folds.iter().map(|it| lsp::FoldingRange {
                start_line: it.first_line,
                // Whole lines: what every client can fold, those that fold nothing else included.
                end_line: it.last_line,
                kind: match it.kind {
                    ide::FoldKind::Comment => Some(lsp::FoldingRangeKind::Comment),
                    ide::FoldKind::Header => Some(lsp::FoldingRangeKind::Region),
                    ide::FoldKind::Section | ide::FoldKind::Block => None,
                },
                ..lsp::FoldingRange::default()
            });
            Some(folds.collect())
        })
        .await
    }

    async fn selection_ranges(
        &self,
        params: lsp::SelectionRangeParams,
    ) -> Result<Option<Vec<lsp::SelectionRange>>> {
        let view = self.shared.state.view(&params.text_document.uri);
        let positions = params.positions;
        self.about(view, Lane::Typing, "selection", move |view, document| {
            let chain = |&position| {
                let offset = convert::offset(view, position)?;
                let ranges = ide::selection(&view.snapshot, view.file, offset);
                let outermost_first = ranges.into_iter().rev();
                outermost_first.fold(None, |parent, range| {
                    let range = convert::range(view, document.text(), range);
                    Some(lsp::SelectionRange { range, parent: parent.map(Box::new) })
                })
            };
            // One for each position: the client counts them.
            positions.iter().map(chain).collect()
        })
        .await
    }

    async fn linked_ranges(
        &self,
        params: lsp::LinkedEditingRangeParams,
    ) -> Result<Option<lsp::LinkedEditingRanges>> {
        let view = self.shared.state.view(&params.text_document_position_params.text_document.uri);
        let position = params.text_document_position_params.position;
        self.about(view, Lane::Typing, "linked editing", move |view, document| {
            let offset = convert::offset(view, position)?;
            let linked = ide::linked_ranges(&view.snapshot, view.file, offset)?;
            let ranges = linked.ranges.iter();
            let ranges = ranges.map(|it| convert::range(view, document.text(), *it)).collect();
            let word_pattern = Some(linked.pattern.to_owned());
            Some(lsp::LinkedEditingRanges { ranges, word_pattern })
        })
        .await
    }
}
