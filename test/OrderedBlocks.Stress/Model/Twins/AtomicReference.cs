using System.Runtime.CompilerServices;
using ModelChecking;

namespace OrderedBlocks.Atomics;

/// <summary>The reference of the model: every access is a step.</summary>
internal struct AtomicReference<T>
    where T : class
{
    private Cell? _cell;

    public AtomicReference(T? value) => _cell = ModelRun.CreateCell(NumberOf(value), value);

    public readonly T? Read()
    {
        ModelRun.Current.Read(CellOf(in this), out object? value);
        return (T?)value;
    }

    public void Write(T? value) => ModelRun.Current.Write(CellOf(in this), NumberOf(value), value);

    public T? Exchange(T? value)
    {
        ModelRun.Current.Exchange(CellOf(in this), NumberOf(value), value, out object? before);
        return (T?)before;
    }

    private static Cell CellOf(in AtomicReference<T> reference) => Unsafe.AsRef(in reference)._cell ??= new Cell();

    // Stands for the object in hashes and traces. What the writer has seen determines which object it is.
    private static long NumberOf(T? value) => value is null ? 0 : ModelRun.Version | 1;
}
