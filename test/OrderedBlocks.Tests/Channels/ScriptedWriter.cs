using System.Threading.Channels;

namespace OrderedBlocks.Tests.Channels;

/// <summary>A channel's writer that does what the test says.</summary>
public sealed class ScriptedWriter : ChannelWriter<int>
{
    /// <summary>What a write does.</summary>
    public required Func<int, bool> OnWrite { get; init; }

    /// <summary>What a wait for room returns.</summary>
    public Func<ValueTask<bool>> OnWait { get; init; } = static () => new ValueTask<bool>(true);

    /// <summary>What its completion does.</summary>
    public Func<bool> OnComplete { get; init; } = static () => false;

    /// <inheritdoc/>
    public override bool TryComplete(Exception? error = null) => OnComplete();

    /// <inheritdoc/>
    public override bool TryWrite(int item) => OnWrite(item);

    /// <inheritdoc/>
    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => OnWait();
}
