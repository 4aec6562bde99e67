using System.Diagnostics.CodeAnalysis;
using OrderedBlocks.Core;
using OrderedBlocks.Protocol;

namespace OrderedBlocks.Channels;

/// <summary>A thread that stands still until a block has an output, or has ended. It is woken without the pool.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Whoever sets the event may still be in it; without a wait handle there is nothing to free.")]
internal sealed class BlockingReader<TOutput> : IOutputReader<TOutput>
{
    private readonly ManualResetEventSlim _signal = new();

    public BlockingReader() => Place = new LinkedListNode<IOutputReader<TOutput>>(this);

    public LinkedListNode<IOutputReader<TOutput>> Place { get; }

    public IOutputReader<TOutput>? NextToTell { get; set; }

    public void Wait<TOutputs>(SourceSide<TOutput, TOutputs> source)
        where TOutputs : struct, IOutputs<TOutput>
    {
        _signal.Reset();
        if (source.TryAwait(this, takes: false))
        {
            _signal.Wait();
        }
    }

    // It waits once at a time, and nobody else ends that.
    bool IOutputReader<TOutput>.TryEnd() => true;

    void IOutputReader<TOutput>.Receive(TOutput output)
    {
        // It stays where it is.
    }

    void IOutputReader<TOutput>.Tell() => _signal.Set();

    void IOutputReader<TOutput>.TellEnd(Exception? reason) => _signal.Set();
}
