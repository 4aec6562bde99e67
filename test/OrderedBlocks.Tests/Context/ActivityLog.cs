using System.Diagnostics;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Context;

/// <summary>
/// The activities of one test, which belong to the trace of its own activity, the test's. Tests run beside each other; those of
/// others are not even made.
/// </summary>
internal sealed class ActivityLog : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly Activity? _before = Activity.Current;
    private readonly Log<Activity> _started = new();
    private readonly Log<Activity> _stopped = new();

    /// <summary>Listens, and starts the test's activity, which is the current one then.</summary>
    /// <param name="name">The test's.</param>
    /// <param name="onStarted">What the listener does besides when an activity starts.</param>
    /// <param name="onStopped">What it does when one stops.</param>
    public ActivityLog(string name = "test", Action<Activity>? onStarted = null, Action<Activity>? onStopped = null)
    {
        Activity.Current = null;
        Root = new Activity(name).SetIdFormat(ActivityIdFormat.W3C).Start();
        ActivityTraceId trace = Root.TraceId;
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "OrderedBlocks",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent.TraceId == trace
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.None,
            ActivityStarted = activity => Note(activity, _started, onStarted),
            ActivityStopped = activity => Note(activity, _stopped, onStopped),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The test's activity.</summary>
    public Activity Root { get; }

    /// <summary>What has started so far, in the order of the starts.</summary>
    public Activity[] Started => _started.Entries;

    /// <summary>What has stopped so far, in the order of the items.</summary>
    public Activity[] Stopped => [.. _stopped.Entries.OrderBy(PositionOf)];

    /// <summary>A line for each activity that has stopped, in the order of the items.</summary>
    public string[] Lines => [.. Stopped.Select(LineOf)];

    /// <summary>Asserts the lines of all activities that have stopped.</summary>
    public void AssertLines(params string[] lines) => CollectionAssert.AreEqual(lines, Lines);

    /// <summary>Its item's position.</summary>
    public static long PositionOf(Activity activity) => (long)activity.GetTagItem("orderedblocks.item.position")!;

    /// <summary>Name, block, position, parent, status and outcome.</summary>
    public static string LineOf(Activity activity)
    {
        object? outcome = activity.GetTagItem("orderedblocks.item.outcome") ?? activity.GetTagItem("error.type");
        return $"{activity.OperationName} {activity.GetTagItem("orderedblocks.block.name")} {PositionOf(activity)}"
            + $" of {activity.Parent?.OperationName}: {activity.Status} {outcome ?? "-"}";
    }

    /// <summary>Starts an activity of a sender's under the test's, and stops it after the action.</summary>
    public void As(string sender, Action action)
    {
        Activity? before = Activity.Current;
        Activity.Current = Root;
        using (Activity own = new Activity(sender).Start())
        {
            action();
            Assert.AreSame(own, Activity.Current);
        }

        Activity.Current = before;
    }

    public void Dispose()
    {
        _listener.Dispose();
        Root.Stop();
        Activity.Current = _before;
    }

    // A listener hears of all that any listener has had made.
    private void Note(Activity activity, Log<Activity> log, Action<Activity>? action)
    {
        if (activity.TraceId == Root.TraceId)
        {
            log.Add(activity);
            action?.Invoke(activity);
        }
    }
}
