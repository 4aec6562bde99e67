using System.Runtime.CompilerServices;

namespace OrderedBlocks.Atomics;

/// <summary>A reference that threads share, and every access to it.</summary>
internal struct AtomicReference<T>
    where T : class
{
    private T? _value;

    /// <summary>Creates the reference; nobody else may see it yet.</summary>
    public AtomicReference(T? value) => _value = value;

    /// <summary>Acquire: what the writer did to the object before is seen after this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T? Read() => Volatile.Read(in _value);

    /// <summary>Release: what was done to the object before is seen by whoever reads this reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(T? value) => Volatile.Write(ref _value, value);

    /// <summary>Full fence. Returns the reference as it was.</summary>
    public T? Exchange(T? value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Full fence. Returns the reference as it was: <paramref name="expected"/> if it was replaced.</summary>
    public T? CompareExchange(T? value, T? expected) => Interlocked.CompareExchange(ref _value, value, expected);

    public override readonly string? ToString() => Read()?.ToString();
}
