using System.Diagnostics;

namespace OrderedBlocks.ChannelLinking;

/// <summary>How a link has ended, once it has.</summary>
[DebuggerDisplay("{End}")]
internal sealed class LinkOutcome
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Written before the task ends, once.
    private LinkEnd _end;

    public Task Completion => _completion.Task;

    public LinkEnd? End => Completion.IsCompleted ? _end : null;

    /// <summary>The link has ended; once.</summary>
    /// <param name="end">Why.</param>
    /// <param name="error">The exception, if it has failed or its source has.</param>
    /// <param name="isHandedOn">Whether the target was told of the exception, so that it does not matter if nobody looks at it here.</param>
    /// <param name="token">The token that has canceled it, if one has.</param>
    public void Set(LinkEnd end, Exception? error, bool isHandedOn, CancellationToken token)
    {
        _end = end;
        if (error is not null)
        {
            _completion.SetException(error);
            _ = isHandedOn ? _completion.Task.Exception : null;
        }
        else if (end == LinkEnd.Canceled)
        {
            _completion.SetCanceled(token);
        }
        else
        {
            _completion.SetResult();
        }
    }
}
