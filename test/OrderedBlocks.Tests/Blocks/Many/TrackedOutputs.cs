using System.Collections;

namespace OrderedBlocks.Tests.Blocks.Many;

/// <summary>The outputs of one item, from <c>first</c> on, and what has been done with their enumerators.</summary>
/// <remarks>It is no iterator method, so that each step can fail by itself.</remarks>
internal sealed class TrackedOutputs(int first, long count) : IEnumerable<int>
{
    private readonly int _first = first;
    private int _produced;
    private int _begun;
    private int _disposed;
    private int _inside;
    private int _overlaps;

    /// <summary>At which step it throws, if it does.</summary>
    public string? ThrowsIn { get; init; }

    /// <summary>How many outputs it yields before it throws.</summary>
    public int ThrowsAfter { get; init; }

    /// <summary>What it throws.</summary>
    public Exception Error { get; init; } = new InvalidOperationException("tracked");

    /// <summary>Called in each step.</summary>
    public Action OnStep { get; init; } = static () => { };

    /// <summary>How many outputs there are.</summary>
    public long Count => count;

    /// <summary>How often MoveNext has returned true.</summary>
    public int Produced => Volatile.Read(ref _produced);

    public int Begun => Volatile.Read(ref _begun);

    public int Disposed => Volatile.Read(ref _disposed);

    /// <summary>How often a step began while another was running.</summary>
    public int Overlaps => Volatile.Read(ref _overlaps);

    public IEnumerator<int> GetEnumerator()
    {
        ThrowIf("GetEnumerator");
        Interlocked.Increment(ref _begun);
        return new Enumerator(this);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void ThrowIf(string step)
    {
        if (ThrowsIn == step && Produced >= ThrowsAfter)
        {
            throw Error;
        }
    }

    private void Step(Action action)
    {
        if (Interlocked.Exchange(ref _inside, 1) != 0)
        {
            Interlocked.Increment(ref _overlaps);
        }

        try
        {
            OnStep();
            action();
        }
        finally
        {
            Volatile.Write(ref _inside, 0);
        }
    }

    private sealed class Enumerator(TrackedOutputs outputs) : IEnumerator<int>
    {
        public int Current
        {
            get
            {
                int current = 0;
                outputs.Step(() =>
                {
                    outputs.ThrowIf("Current");
                    current = outputs._first + outputs.Produced - 1;
                });
                return current;
            }
        }

        object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            bool moved = false;
            outputs.Step(() =>
            {
                outputs.ThrowIf("MoveNext");
                if (outputs.Produced < outputs.Count)
                {
                    Interlocked.Increment(ref outputs._produced);
                    moved = true;
                }
            });
            return moved;
        }

        public void Reset() => throw new NotSupportedException();

        public void Dispose() => outputs.Step(() =>
        {
            Interlocked.Increment(ref outputs._disposed);
            outputs.ThrowIf("Dispose");
        });
    }
}
