package io.quotastack.api.pages;

import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/** What a piece of a page says, without how it says it. */
final class PlainText extends AbstractVisitor {

    private final StringBuilder said = new StringBuilder();

    private PlainText() {}

    static String of(Node node) {
        var text = new PlainText();
        node.accept(text);
        return text.said.toString().strip();
    }

    @Override
    public void visit(Text text) {
        said.append(text.getLiteral());
    }

    @Override
    public void visit(Code code) {
        said.append(code.getLiteral());
    }

    @Override
    public void visit(HtmlInline html) {
        said.append(html.getLiteral());
    }

    @Override
    public void visit(FencedCodeBlock code) {
        said.append(code.getLiteral());
    }

    @Override
    public void visit(IndentedCodeBlock code) {
        said.append(code.getLiteral());
    }

    @Override
    public void visit(SoftLineBreak lineBreak) {
        said.append(' ');
    }

    @Override
    public void visit(HardLineBreak lineBreak) {
        said.append(' ');
    }

    @Override
    public void visit(ListItem item) {
        visitChildren(item);
        said.append(' ');
    }

    @Override
    public void visit(CustomNode node) {
        visitChildren(node);
        if (node instanceof TableCell) {
            said.append(' ');
        }
    }
}
