using ModelChecking;

namespace OrderedBlocks.Ring;

/// <summary>The attachment of the model: its plain field is watched for data races, as a slot's are.</summary>
internal struct Attachment
{
    private object? _value;
    private DataCell? _cell;

    public object? Value
    {
        get
        {
            ModelRun.Current.ReadData(_cell ??= ModelRun.CreateData(), HashOf(_value));
            return _value;
        }

        set
        {
            ModelRun.Current.WriteData(_cell ??= ModelRun.CreateData(), HashOf(value));
            _value = value;
        }
    }

    /// <summary>Gives the attachment its cell while the scenario is set.</summary>
    public void Touch() => _cell = ModelRun.CreateData();

    // The scenarios that look at them have numbers.
    private static int HashOf(object? value) => value is int number ? number : 0;
}
