using System.Diagnostics.CodeAnalysis;
using OrderedBlocks.Output;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Streams;

/// <summary>A thread that stands still until a block has an output, or has ended. It is woken without the pool.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Whoever sets the event may still be in it; without a wait handle there is nothing to free.")]
internal sealed class BlockingReader<TOutput> : IOutputReader<TOutput>
{
    private readonly ManualResetEventSlim _signal = new();

    public LinkedListNode<WaitingReader<TOutput>> Place { get; } = new(default);

    public IOutputReader<TOutput>? NextToNotify { get; set; }

    public void Wait(LinkedOutput<TOutput> source)
    {
        _signal.Reset();
        if (source.TryAwait(this, id: 0, takes: false))
        {
            _signal.Wait();
        }
    }

    // It waits once at a time, and nobody else ends that.
    bool IOutputReader<TOutput>.TryEnd(long id) => true;

    void IOutputReader<TOutput>.Receive(TOutput output)
    {
        // It stays where it is.
    }

    void IOutputReader<TOutput>.Notify() => _signal.Set();

    void IOutputReader<TOutput>.NotifyOfEnd(Exception? reason) => _signal.Set();
}
