package facet

import (
	"spoor/cache"
	"spoor/event"
	"spoor/export"
	"spoor/keymap"
	"spoor/ui/pane"
)

// Do implements pane.Pane.
func (p *Pane) Do(a keymap.Action) pane.Intent {
	page := max(1, p.rows()/2)
	switch a {
	case keymap.Down, keymap.NarrowDown:
		p.move(1)
	case keymap.Up, keymap.NarrowUp:
		p.move(-1)
	case keymap.PageDown:
		p.move(page)
	case keymap.PageUp:
		p.move(-page)
	case keymap.First:
		p.move(-len(p.shown))
	case keymap.Last:
		p.move(len(p.shown))
	case keymap.OnlyValue:
		return p.choose(pane.Only)
	case keymap.ToggleValue:
		return p.choose(pane.Toggle)
	case keymap.IncludeValue:
		return p.choose(pane.Include)
	case keymap.ExcludeValue:
		return p.choose(pane.Exclude)
	case keymap.CopyMenu:
		return p.copy()
	case keymap.OrderValues:
		p.order = (p.order + 1) % (cache.NewFirst + 1)
		p.cursor, p.offset, p.kept = 0, 0, false
		says := [...]string{"most first", "rare first", "by name", "last seen first", "new first: by when first seen"}[p.order]
		return pane.Several{pane.Reask{}, pane.Notice{Text: p.kind.Title + ": " + says}}
	case keymap.ChooseFacet:
		return p.chooseKind()
	case keymap.NarrowValues:
		p.narrowing = true
		return pane.Reask{}
	case keymap.AcceptNarrow:
		chosen := p.choose(pane.Only)
		p.leaveNarrowing()
		return chosen
	case keymap.CancelNarrow:
		p.leaveNarrowing()
	}
	return nil
}

func (p *Pane) choose(how pane.Choice) pane.Intent {
	if p.cursor >= len(p.shown) {
		return nil
	}
	value := p.shown[p.cursor].Value
	if p.kind.Path != "" {
		switch {
		case pane.Composite(value):
			return pane.Notice{Text: "there is more than one value in this: list the values of one of its paths"}
		case len(value) > pane.LongestValue:
			return pane.Notice{Text: "this is too long for a filter"}
		case event.IsSecret(p.kind.Path, value):
			return pane.Notice{Text: "a secret does not go into a filter"}
		}
	}
	p.at, p.kept, p.picking = value, true, how != pane.Only
	return pane.Choose{Field: p.of.Field, Path: p.of.Path, Value: value, How: how}
}

// copy puts the value under the cursor on the clipboard, as the records have it.
func (p *Pane) copy() pane.Intent {
	if p.cursor >= len(p.shown) || p.shown[p.cursor].Value == "" {
		return pane.Notice{Text: "there is no value to copy here"}
	}
	value := p.shown[p.cursor].Value
	if p.kind.Path == "" {
		return pane.Copy{Text: value, What: p.kind.One}
	}
	if len(value) > pane.LongestValue {
		return pane.Notice{Text: "this is too long to be kept here: copy it in Detail"}
	}
	return pane.Copy{Text: value, What: p.kind.One, Secret: export.Masked(p.kind.Path, value) != value}
}

func (p *Pane) move(by int) {
	if len(p.shown) == 0 {
		return
	}
	p.cursor = min(max(0, p.cursor+by), len(p.shown)-1)
	p.at, p.kept = p.shown[p.cursor].Value, true
	p.scroll()
}
