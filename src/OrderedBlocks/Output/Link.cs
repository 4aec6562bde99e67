using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Output;

/// <summary>A link to a target. Everything but the constructor under the output lock.</summary>
internal sealed class Link<TOutput>(ITargetBlock<TOutput> target, DataflowLinkOptions options)
{
    public ITargetBlock<TOutput> Target { get; } = target;

    /// <summary>The target, if it takes several outputs at once: a block of this library, and nothing in front of it.</summary>
    public IRangeTarget<TOutput>? RangeTarget { get; } = (target as IRangeTargetOwner<TOutput>)?.RangeTarget;

    /// <summary>Whether the target is to be told of the end.</summary>
    public bool PropagateCompletion { get; } = options.PropagateCompletion;

    /// <summary>How many more messages it may take; negative for no limit.</summary>
    public int Remaining { get; set; } = options.MaxMessages;

    /// <summary>The last round of offers in which it had its turn.</summary>
    public long OfferedRound { get; set; }

    /// <summary>False once it is unlinked.</summary>
    public bool IsLinked { get; set; } = true;
}
