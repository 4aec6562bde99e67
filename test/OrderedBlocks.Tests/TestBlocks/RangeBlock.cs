namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>Either of the library's blocks, as something that is posted to and whose outputs end in a log.</summary>
public sealed class RangeBlock
{
    private readonly OrderedTransformBlock<int, int>? _transform;
    private readonly OrderedActionBlock<int, int>? _action;
    private readonly ScriptedTarget _target;
    private readonly Log<int> _consumed = new();

    /// <summary>Makes a block.</summary>
    /// <param name="consumes">Whether it is an OrderedActionBlock.</param>
    /// <param name="work">The delegate.</param>
    /// <param name="dataflowBlockOptions">The block's.</param>
    public RangeBlock(bool consumes, Func<int, Task<int>> work, ExecutionDataflowBlockOptions options)
    {
        _target = new ScriptedTarget(offer =>
        {
            _consumed.Add(offer.Value);
            return DataflowMessageStatus.Accepted;
        });
        if (consumes)
        {
            _action = new OrderedActionBlock<int, int>(work, _consumed.Add, options);
        }
        else
        {
            _transform = new OrderedTransformBlock<int, int>(work, options);
            _transform.LinkTo(_target);
        }
    }

    /// <summary>The block.</summary>
    public ITargetBlock<int> Target => (ITargetBlock<int>?)_transform ?? _action!;

    /// <summary>What has come out.</summary>
    public Log<int> Outputs => _consumed;

    /// <summary>The block's.</summary>
    public OrderedBlockStatistics Statistics => _transform?.Statistics ?? _action!.Statistics;

    /// <summary>The block's.</summary>
    public int InputCount => _transform?.InputCount ?? _action!.InputCount;

    /// <summary>The block's.</summary>
    public int PostRange(ReadOnlySpan<int> items) => _transform?.PostRange(items) ?? _action!.PostRange(items);
}
