using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Streams;

/// <summary>The numbers from 0, as an async stream that counts what is done with it. Any number of enumerators.</summary>
public sealed class CountedItems(int count) : IAsyncEnumerable<int>
{
    private readonly int _count = count;
    private readonly Log<int> _asked = new();
    private int _opened;
    private int _disposed;

    /// <summary>What happens before a number is yielded, and before the end (the number is the count then).</summary>
    public Func<int, CancellationToken, ValueTask> OnItem { get; init; } = static (_, _) => default;

    /// <summary>What happens when an enumerator is disposed of.</summary>
    public Func<ValueTask> OnDispose { get; init; } = static () => default;

    /// <summary>What happens when an enumerator is asked for.</summary>
    public Action OnOpen { get; init; } = static () => { };

    /// <summary>The numbers that were asked for, of all enumerators.</summary>
    public Log<int> Asked => _asked;

    /// <summary>How many enumerators there were.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>How often one was disposed of.</summary>
    public int Disposed => Volatile.Read(ref _disposed);

    /// <summary>The token of the last enumerator.</summary>
    public CancellationToken Token { get; private set; }

    /// <inheritdoc/>
    public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        OnOpen();
        Token = cancellationToken;
        Interlocked.Increment(ref _opened);
        return new Enumerator(this, cancellationToken);
    }

    /// <summary>Each enumerator that there was has been disposed of once.</summary>
    public void AssertDisposed(int enumerators)
    {
        Assert.AreEqual(enumerators, Opened);
        Assert.AreEqual(enumerators, Disposed);
    }

    private sealed class Enumerator(CountedItems stream, CancellationToken token) : IAsyncEnumerator<int>
    {
        private int _busy;

        public int Current { get; private set; } = -1;

        public async ValueTask<bool> MoveNextAsync()
        {
            Assert.AreEqual(1, Interlocked.Increment(ref _busy), "Asked while it is asked.");
            try
            {
                int next = Current + 1;
                stream._asked.Add(next);
                await stream.OnItem(next, token);
                Current = next;
                return next < stream._count;
            }
            finally
            {
                Interlocked.Decrement(ref _busy);
            }
        }

        public async ValueTask DisposeAsync()
        {
            Assert.AreEqual(0, Volatile.Read(ref _busy), "Disposed of while it is asked.");
            Interlocked.Increment(ref stream._disposed);
            await stream.OnDispose();
        }
    }
}
