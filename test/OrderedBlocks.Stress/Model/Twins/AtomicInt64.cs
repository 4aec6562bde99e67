using System.Runtime.CompilerServices;
using ModelChecking;

namespace OrderedBlocks.Atomics;

/// <summary>The word of the model: every access is a step.</summary>
internal struct AtomicInt64
{
    private Cell? _cell;

    public AtomicInt64(long value) => _cell = ModelRun.CreateCell(value);

    public readonly long Read() => ModelRun.Current.Read(CellOf(in this));

    public readonly long ReadOwn() => ModelRun.Current.ReadOwn(CellOf(in this));

    public void Write(long value) => ModelRun.Current.Write(CellOf(in this), value);

    public long Exchange(long value) => ModelRun.Current.Exchange(CellOf(in this), value);

    public long CompareExchange(long value, long expected) => ModelRun.Current.CompareExchange(CellOf(in this), value, expected);

    public long Add(long amount) => ModelRun.Current.Add(CellOf(in this), amount) + amount;

    public void Or(long bits) => ModelRun.Current.Or(CellOf(in this), bits);

    public void And(long bits) => ModelRun.Current.And(CellOf(in this), bits);

    public override readonly string ToString() => ModelRun.Visible(CellOf(in this)).ToString();

    // A word that nobody has written yet is 0, and has its cell from its first use on.
    private static Cell CellOf(in AtomicInt64 word) => Unsafe.AsRef(in word)._cell ??= ModelRun.CreateCellAtFirstUse();
}
